// The index that `--create-index` asks for.
import { CliError } from "../terminal/errors.ts";
import type { Examination } from "./examination.ts";

/**
 * The statement that the database proposes; where an index that serves is there, null, or with `forOthers`, databases that
 * may not have it, the statement that makes it.
 */
export function chooseIndex(found: Examination, forOthers: boolean): string | null {
  const { view, unique_indexes, proposed_index } = found;
  const serving = unique_indexes.find(({ usable }) => usable);
  if (serving !== undefined) return forOthers ? serving.definition : null;
  if (proposed_index?.statement) return proposed_index.statement;
  throw new CliError("no_unique_key", `no unique index can be proposed for ${view}`, {
    ...(proposed_index?.reason ? { detail: proposed_index.reason } : {}),
    hint: "Nothing was changed. Give the view a column, or columns, whose values differ from row to row and are never null, such as a row_number(); or manage it without --create-index.",
  });
}
