// The index that `--create-index` asks for.
import { CliError } from "../terminal/errors.ts";
import type { Examination } from "./examination.ts";

/** The statement that the database proposes; null where an index that serves is there. */
export function chooseIndex({ view, unique_indexes, proposed_index }: Examination): string | null {
  if (unique_indexes.some(({ usable }) => usable)) return null;
  if (proposed_index?.statement) return proposed_index.statement;
  throw new CliError("no_unique_key", `no unique index can be proposed for ${view}`, {
    ...(proposed_index?.reason ? { detail: proposed_index.reason } : {}),
    hint: "Nothing was changed. Give the view a column, or columns, whose values differ from row to row and are never null, such as a row_number(); or manage it without --create-index.",
  });
}
