// Writes a plan: every new text is staged beside its target, then all are renamed into place. All of it is synchronous, so
// that Ctrl-C comes before it or after; a journal says how to go on after a kill.
import { existsSync, mkdirSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { CliError } from "../terminal/errors.ts";
import { replace, writeNew } from "./disk.ts";
import { place, undo } from "./finish-journal.ts";
import { JOURNAL_FILE, type Journal } from "./journal.ts";
import type { FileChange } from "./plan.ts";
import { readText } from "./read-text.ts";
import { sha256Of } from "./sha256.ts";

/** All of it, or nothing and a CliError. */
export function applyPlan(rootDir: string, plan: FileChange[]): void {
  if (plan.length === 0) return;
  const realRoot = realpathSync(rootDir);
  requireUnchanged(realRoot, plan);
  const journal: Journal = {
    step: "staging",
    folders: missingFolders(realRoot, plan),
    files: plan.map(fileOf),
  };
  try {
    stage(realRoot, plan, journal);
  } catch (cause) {
    undo(realRoot, journal);
    throw cannotWrite(cause, "Nothing was changed.");
  }
  try {
    place(realRoot, journal);
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw cannotWrite(cause, "Some files are in their place and some are not.");
  }

  function fileOf({ path: file, after }: FileChange): Journal["files"][number] {
    const target = relativeTarget(realRoot, file);
    if (after === null) return { path: target, staged: null, sha256: null };
    const staged = path.posix.join(
      path.posix.dirname(target),
      `.${path.posix.basename(target)}.refresh-dashboard-new`,
    );
    return { path: target, staged, sha256: sha256Of(after) };
  }
}

function stage(rootDir: string, plan: FileChange[], journal: Journal): void {
  replace(path.join(rootDir, JOURNAL_FILE), JSON.stringify(journal));
  for (const folder of journal.folders) mkdirSync(path.join(rootDir, folder), { recursive: true });
  for (const [index, { after, mode }] of plan.entries()) {
    const { path: file, staged } = journal.files[index] as Journal["files"][number];
    if (staged === null || after === null) continue;
    const target = path.join(rootDir, file);
    writeNew(
      path.join(rootDir, staged),
      after,
      mode ?? (existsSync(target) ? statSync(target).mode : undefined),
    );
  }
  journal.step = "placing";
  replace(path.join(rootDir, JOURNAL_FILE), JSON.stringify(journal));
}

/** What a link names is changed, not the link. */
function relativeTarget(rootDir: string, file: string): string {
  const target = path.join(rootDir, file);
  return existsSync(target) ? path.relative(rootDir, realpathSync(target)).replaceAll(path.sep, "/") : file;
}

function missingFolders(rootDir: string, plan: FileChange[]): string[] {
  const folders = new Set<string>();
  for (const { path: file, after } of plan) {
    if (after === null) continue;
    for (let dir = path.posix.dirname(file); dir !== "."; dir = path.posix.dirname(dir))
      if (!existsSync(path.join(rootDir, dir))) folders.add(dir);
  }
  return [...folders].sort();
}

/** Between the reading and the writing somebody may have been asked, or have had another command at work. */
function requireUnchanged(rootDir: string, plan: FileChange[]): void {
  const changed = plan.find(({ path: file, before }) => readText(rootDir, file) !== before);
  if (changed !== undefined) {
    throw new CliError("changed_meanwhile", `${changed.path} was changed while the command was at work`, {
      detail: "Nothing was written.",
      hint: "Run the command again.",
    });
  }
}

function cannotWrite(cause: unknown, detail: string): CliError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CliError("cannot_write", `the files cannot be written: ${reason}`, {
    detail,
    hint: "Once there is room, and permission to write there, run the same command again: it finishes the job.",
    cause,
  });
}
