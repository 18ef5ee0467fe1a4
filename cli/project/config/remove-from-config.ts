// Takes out of supabase/config.toml what was added to it, where it still stands as it was added.
import { isDeepStrictEqual } from "node:util";
import { lineEndOf, withLineEndsOf } from "../../files/line-ends.ts";
import { isTable, parseConfig, type Table, tableOf } from "./parse-config.ts";
import type { WantedTable } from "./wanted.ts";

/** Null where it does not stand there any more, or more would go than what was added: somebody has changed it. */
export function removeFromConfig(text: string, insertion: string, wanted: WantedTable[]): string | null {
  const added = withLineEndsOf(text, insertion);
  const start = text.indexOf(added);
  if (start === -1) return null;
  const rest = text.slice(0, start) + text.slice(start + added.length);
  const after = rest === lineEndOf(text) ? "" : rest;
  try {
    return isDeepStrictEqual(without(parseConfig(after), wanted), without(parseConfig(text), wanted))
      ? after
      : null;
  } catch {
    return null;
  }
}

/** What is left when nothing of ours is looked at, as text: order does not matter, empty tables neither. */
function without(config: Table, wanted: WantedTable[]): unknown {
  for (const { name, keys } of wanted) {
    const table = tableOf(config, name);
    for (const { key } of keys) delete table?.[key];
  }
  return pruned(config);
}

function pruned(value: unknown): unknown {
  if (!isTable(value)) return value;
  const entries = Object.entries(value)
    .map(([key, each]) => [key, pruned(each)] as const)
    .filter(([, each]) => !(isTable(each) && Object.keys(each).length === 0));
  return Object.fromEntries(entries);
}
