// A file that nobody else can read, for as long as somebody needs it: how a secret reaches a program that takes a file.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export async function withPrivateFile<Result>(
  name: string,
  text: string,
  work: (file: string) => Promise<Result>,
): Promise<Result> {
  // Made with permissions for its owner alone.
  const dir = mkdtempSync(path.join(tmpdir(), "refresh-dashboard-"));
  const remove = () => rmSync(dir, { recursive: true, force: true });
  // Where the process ends without coming back here: a second Ctrl-C.
  process.once("exit", remove);
  try {
    const file = path.join(dir, name);
    writeFileSync(file, text, { mode: 0o600 });
    return await work(file);
  } finally {
    process.off("exit", remove);
    remove();
  }
}
