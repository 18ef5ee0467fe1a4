// supabase/config.toml as values.
import { parse, TomlError } from "smol-toml";
import { CliError } from "../../terminal/errors.ts";
import { CONFIG_FILE } from "../find-project.ts";

export type Table = { [key: string]: unknown };

const BYTE_ORDER_MARK = "\uFEFF";

export function parseConfig(text: string): Table {
  try {
    return parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    throw new CliError(
      "config_invalid",
      `${CONFIG_FILE} is not valid TOML: line ${cause.line}, column ${cause.column}`,
      {
        detail: cause.message.trim(),
        hint: "Mend it; nothing was written.",
        cause,
      },
    );
  }
}

/** The table of that name; undefined where there is none, or something else. */
export function tableOf(config: Table, name: string[]): Table | undefined {
  let value: unknown = config;
  for (const word of name) value = isTable(value) ? value[word] : undefined;
  return isTable(value) ? value : undefined;
}

export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** As the parser makes them. */
export function emptyTable(): Table {
  return parse("");
}
