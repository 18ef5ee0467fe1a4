/*
The settings as options of the command line.

Their names are written once, as columns with comments in the database part. The database is not there yet when options
are parsed and help is printed; so the names come from the install script of the same package. What a database of another
version has besides goes through `--set name=value`. Values are not judged here: the database does that, and says what
would be right.
*/
import { z } from "zod";
import type { Option } from "../command.ts";
import type { Query } from "../database/database.ts";
import { CliError, EXIT } from "../terminal/errors.ts";

export interface Setting {
  name: string;
  description: string;
}

/** A setting's new value; null sets its default again. */
export type Patch = Record<string, string | number | boolean | null>;

const COMMENT = /comment on column dashboard_refresh\.views\.("?)(\w+)\1 is\s+((?:'(?:[^']|'')*'\s*)+);/g;

export function listSettings(installSql: string): Setting[] {
  return [...installSql.matchAll(COMMENT)].flatMap(([, , name = "", literals = ""]) => {
    const text = [...literals.matchAll(/'((?:[^']|'')*)'/g)].map(([, part = ""]) => part).join("");
    const [, description] = /^Setting: (.*?)\.?$/s.exec(text.replaceAll("''", "'")) ?? [];
    return description === undefined ? [] : [{ name, description }];
  });
}

export const optionOf = ({ name, description }: Setting): Option => ({
  flags: `--${name.replaceAll("_", "-")} <value>`,
  summary: description,
});

export const SET_OPTION: Option = {
  flags: "--set <name=value>",
  summary: "a setting by its name in the database; the value default sets its default again",
  isRepeatable: true,
};

/** The words for settings, by the settings' names, of a parsed command line. */
export function givenSettings(
  input: Record<string, unknown> & { set: string[] },
  settings: Setting[],
): Record<string, string> {
  const byOption = settings.flatMap(({ name }) => {
    const value = input[name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  const bySet = input.set.map((word) => {
    const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(word) ?? [];
    if (name === "") throw usageError(`--set takes name=value, not ${JSON.stringify(word)}`);
    return [name, value] as const;
  });
  const all = [...byOption, ...bySet];
  const twice = all.find(([name], index) => all.findIndex(([other]) => other === name) < index);
  if (twice !== undefined) throw usageError(`the setting ${twice[0]} is given twice`);
  return Object.fromEntries(all);
}

const settingRow = z.object({ name: z.string(), type: z.string() });

/** Words become JSON of the type that the database says; what is of another type goes as it is, and is refused there. */
export async function readPatch(query: Query, words: Record<string, string>): Promise<Patch> {
  const rows = await query("select name, type from dashboard_refresh.settings()");
  const types = new Map(rows.map((row) => settingRow.parse(row)).map(({ name, type }) => [name, type]));
  return Object.fromEntries(
    Object.entries(words).map(([name, word]) => [name, jsonOf(word.trim(), types.get(name))]),
  );
}

export function jsonOf(word: string, type: string | undefined): Patch[string] {
  if (word === "default") return null;
  if (type === "boolean" && /^(true|false)$/i.test(word)) return word.toLowerCase() === "true";
  if (["integer", "numeric"].includes(type ?? "") && /^-?\d+(\.\d+)?$/.test(word)) return Number(word);
  return word;
}

function usageError(message: string): CliError {
  return new CliError("usage", message, {
    hint: "npx refresh-dashboard manage --help",
    exitCode: EXIT.usage,
  });
}
