// Ends what a command that was killed has left: everything goes back, or everything goes on.
import { existsSync, renameSync, rmdirSync, rmSync } from "node:fs";
import path from "node:path";
import { CliError } from "../terminal/errors.ts";
import { syncFolder } from "./disk.ts";
import { JOURNAL_FILE, type Journal, parseJournal } from "./journal.ts";
import { readText } from "./read-text.ts";
import { sha256Of } from "./sha256.ts";

/** Answers what was done about an earlier command that was killed; null where there is none. */
export function finishJournal(rootDir: string): "undone" | "finished" | null {
  rmSync(path.join(rootDir, `${JOURNAL_FILE}.new`), { force: true });
  const text = readText(rootDir, JOURNAL_FILE);
  if (text === null) return null;
  const journal = parseJournal(text);
  if (journal.step === "placing") place(rootDir, journal);
  else undo(rootDir, journal);
  return journal.step === "placing" ? "finished" : "undone";
}

/** Every file that is not in its place yet is put there. */
export function place(rootDir: string, journal: Journal): void {
  for (const file of journal.files) placeFile(rootDir, file);
  for (const dir of new Set(journal.files.map((file) => path.dirname(path.join(rootDir, file.path)))))
    syncFolder(dir);
  rmSync(path.join(rootDir, JOURNAL_FILE));
}

/** Nothing of it stays. */
export function undo(rootDir: string, { files, folders }: Journal): void {
  for (const { staged } of files) if (staged !== null) rmSync(path.join(rootDir, staged), { force: true });
  for (const folder of folders.toReversed()) removeEmpty(path.join(rootDir, folder));
  rmSync(path.join(rootDir, JOURNAL_FILE), { force: true });
}

function placeFile(rootDir: string, { path: file, staged, sha256 }: Journal["files"][number]): void {
  const target = path.join(rootDir, file);
  if (staged === null) {
    rmSync(target, { force: true });
    removeEmptyAbove(rootDir, file);
  } else if (existsSync(path.join(rootDir, staged))) {
    renameSync(path.join(rootDir, staged), target);
  } else if (sha256Of(readText(rootDir, file) ?? "") !== sha256) {
    throw new CliError("journal_broken", `${file} is neither as it was nor as it was to become`, {
      detail: `${staged}, which an earlier command has left for it, is gone.`,
      hint: `Put the file back, remove ${JOURNAL_FILE}, and run the command again.`,
    });
  }
}

/** What is in supabase/ itself was there before: supabase/functions, say. */
function removeEmptyAbove(rootDir: string, file: string): void {
  for (let dir = path.posix.dirname(file); dir.split("/").length > 2; dir = path.posix.dirname(dir))
    removeEmpty(path.join(rootDir, dir));
}

function removeEmpty(dir: string): void {
  try {
    rmdirSync(dir);
  } catch {
    // Somebody else has put something there, or it was never made.
  }
}
