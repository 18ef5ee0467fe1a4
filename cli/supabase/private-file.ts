// A file that nobody else can read, for as long as somebody needs it: how a secret reaches a program that takes a file.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CliError } from "../terminal/errors.ts";

export async function withPrivateFile<Result>(
  name: string,
  text: string,
  work: (file: string) => Promise<Result>,
): Promise<Result> {
  const { file, remove } = make(name, text);
  // Where the process ends without coming back here: a second Ctrl-C.
  process.once("exit", remove);
  try {
    return await work(file);
  } finally {
    process.off("exit", remove);
    remove();
  }
}

function make(name: string, text: string): { file: string; remove: () => void } {
  let dir: string | undefined;
  const remove = () => {
    if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
  };
  try {
    // Made with permissions for its owner alone.
    dir = mkdtempSync(path.join(tmpdir(), "refresh-dashboard-"));
    const file = path.join(dir, name);
    writeFileSync(file, text, { mode: 0o600 });
    return { file, remove };
  } catch (cause) {
    remove();
    throw new CliError(
      "cannot_write",
      `no file can be written in ${tmpdir()}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        hint: "Once there is room, and permission to write there, run the same command again; TMPDIR names another folder.",
        cause,
      },
    );
  }
}
