// Changes one value in supabase/config.toml; the rest, the line's comment too, stays as it is.
import { isDeepStrictEqual } from "node:util";
import { CliError } from "../../terminal/errors.ts";
import { CONFIG_FILE } from "../find-project.ts";
import { type Conflict, headerOf } from "./add-to-config.ts";
import { parseConfig, tableOf } from "./parse-config.ts";

export function replaceInConfig(text: string, { table, key, wanted }: Conflict): string {
  const line = new RegExp(
    `^([ \\t]*["']?${key}["']?[ \\t]*=[ \\t]*)(true|false|"[^"\\n]*"|'[^'\\n]*')`,
    "gm",
  );
  // The same key may stand in other tables: the one whose change is the right one is found by trying.
  for (const found of text.matchAll(line)) {
    const start = found.index + (found[1]?.length ?? 0);
    const candidate =
      text.slice(0, start) + JSON.stringify(wanted) + text.slice(start + (found[2]?.length ?? 0));
    const expected = parseConfig(text);
    const changed = tableOf(expected, table);
    if (changed !== undefined) changed[key] = wanted;
    if (isDeepStrictEqual(parseConfig(candidate), expected)) return candidate;
  }
  throw new CliError(
    "config_conflict",
    `${CONFIG_FILE}: ${key} of ${headerOf(table)} cannot be changed safely`,
    {
      detail: `It has to be ${JSON.stringify(wanted)}.`,
      hint: "Change it by hand, and run the command again; nothing was written.",
    },
  );
}
