// Adds to supabase/config.toml what the function needs, as text: order, comments and line ends stay as they are. The result
// is parsed, and has to differ from before by what was added and nothing else.
import { isDeepStrictEqual } from "node:util";
import { lineEndOf } from "../../files/line-ends.ts";
import { CliError } from "../../terminal/errors.ts";
import { CONFIG_FILE } from "../find-project.ts";
import { emptyTable, isTable, parseConfig, type Table, tableOf } from "./parse-config.ts";
import type { WantedKey, WantedTable } from "./wanted.ts";

export interface Added {
  text: string;
  /** What was put in, word for word. */
  insertions: string[];
  /** The tables, as their headers read, that keys were added to. */
  tables: string[];
  /** What has to be otherwise: `[table] key = value`. */
  conflicts: Conflict[];
}

export interface Conflict {
  table: string[];
  key: string;
  found: unknown;
  wanted: string | boolean;
}

/** Throws a CliError where the text is no TOML, or written so that nothing can be added safely. */
export function addToConfig(text: string, wanted: WantedTable[]): Added {
  const before = parseConfig(text);
  const missing = wanted
    .map((table) => ({ name: table.name, keys: missingKeys(tableOf(before, table.name), table) }))
    .filter(({ keys }) => keys.length > 0);
  const added = missing.reduce(addTable, { text, insertions: [] as string[] });
  requireOnlyAdded(text, added.text, missing);
  return {
    ...added,
    tables: missing.map(({ name }) => headerOf(name)),
    conflicts: wanted.flatMap((table) => conflictsIn(before, table)),
  };
}

function missingKeys(found: Table | undefined, { keys }: WantedTable): WantedKey[] {
  if (found === undefined) return keys;
  return keys.filter(({ key, isDefault }) => found[key] === undefined && !isDefault);
}

export function headerOf(name: string[]): string {
  return `[${name.join(".")}]`;
}

function addTable({ text, insertions }: Pick<Added, "text" | "insertions">, { name, keys }: WantedTable) {
  const end = lineEndOf(text);
  const lines = keys.flatMap(linesOf).map((line) => line + end);
  const header = findHeader(text, name);
  if (header !== null) {
    // Right below the header: what is further down may be part of another value.
    const missingEnd = text.endsWith("\n") || header < text.length ? "" : end;
    const insertion = missingEnd + lines.join("");
    return {
      text: text.slice(0, header) + insertion + text.slice(header),
      insertions: [...insertions, insertion],
    };
  }
  const gap = text === "" ? "" : text.endsWith("\n") ? end : end + end;
  const insertion = `${gap}${headerOf(name)}${end}${lines.join("")}`;
  return { text: text + insertion, insertions: [...insertions, insertion] };
}

function linesOf({ key, value, comment }: WantedKey): string[] {
  return [...(comment === undefined ? [] : [`# ${comment}`]), `${key} = ${JSON.stringify(value)}`];
}

/** Where the line after the table's header starts; null where there is no such line. */
function findHeader(text: string, name: string[]): number | null {
  const words = name.map((word) => `\\s*(?:${word}|"${word}"|'${word}')\\s*`).join("\\.");
  const found = new RegExp(`^[ \\t]*\\[${words}\\][ \\t]*(?:#.*)?(?:\\r?\\n|$)`, "m").exec(text);
  return found === null ? null : found.index + found[0].length;
}

function requireOnlyAdded(before: string, text: string, added: WantedTable[]): void {
  const expected = parseConfig(before);
  for (const { name, keys } of added) {
    let table = expected;
    for (const word of name) {
      table[word] ??= emptyTable();
      if (!isTable(table[word])) throw cannotAdd(added);
      table = table[word];
    }
    for (const { key, value } of keys) table[key] = value;
  }
  let after: Table;
  try {
    after = parseConfig(text);
  } catch {
    throw cannotAdd(added);
  }
  if (!isDeepStrictEqual(after, expected)) throw cannotAdd(added);
}

function cannotAdd(added: WantedTable[]): CliError {
  const lines = added.flatMap(({ name, keys }) => [headerOf(name), ...keys.flatMap(linesOf)]);
  return new CliError(
    "config_conflict",
    `${CONFIG_FILE} is written so that nothing can be added to it safely`,
    {
      detail: `It has to have, in whatever form:\n${lines.join("\n")}`,
      hint: "Add it by hand, and run the command again; nothing was written.",
    },
  );
}

function conflictsIn(config: Table, { name, keys }: WantedTable): Conflict[] {
  const table = tableOf(config, name) ?? {};
  return keys
    .filter(({ key, value, isRequired }) => isRequired && table[key] !== undefined && table[key] !== value)
    .map(({ key, value }) => ({ table: name, key, found: table[key], wanted: value }));
}
