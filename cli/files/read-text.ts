// A file's text.
import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import path from "node:path";
import { CliError } from "../terminal/errors.ts";

/** Null where there is no such file. A byte order mark is kept: what is written again has it too. */
export function readText(rootDir: string, file: string): string | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path.join(rootDir, file));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw new CliError("cannot_read", `${file} cannot be read`, { detail: String(cause), cause });
  }
  if (!isUtf8(bytes)) throw new CliError("cannot_read", `${file} is not text in UTF-8`);
  return bytes.toString("utf8");
}
