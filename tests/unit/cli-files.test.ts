// A plan is written whole or not at all, whenever the process dies.
import fs, { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { applyPlan } from "../../cli/files/apply-plan.ts";
import { finishJournal } from "../../cli/files/finish-journal.ts";
import { JOURNAL_FILE } from "../../cli/files/journal.ts";
import type { FileChange } from "../../cli/files/plan.ts";
import { CONFIG, type Files, makeProject, readAll, writeAll } from "./support/cli.ts";

const BEFORE: Files = {
  "supabase/config.toml": CONFIG,
  "supabase/functions/f/old.ts": "old\n",
  "supabase/functions/f/same.ts": "same\n",
};
const PLAN: FileChange[] = [
  { path: "supabase/config.toml", before: CONFIG, after: `${CONFIG}more = 1\n` },
  { path: "supabase/functions/f/old.ts", before: "old\n", after: null },
  { path: "supabase/functions/f/deep/new.ts", before: null, after: "new\n" },
  { path: "supabase/migrations/1_a.sql", before: null, after: "select 1;\n" },
];
const AFTER: Files = {
  "supabase/config.toml": `${CONFIG}more = 1\n`,
  "supabase/functions/f/deep/new.ts": "new\n",
  "supabase/functions/f/same.ts": "same\n",
  "supabase/migrations/1_a.sql": "select 1;\n",
};

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function project(files: Files = BEFORE): string {
  const { rootDir } = makeProject(files);
  folders.push(rootDir);
  return rootDir;
}

it("writes, changes and removes, and leaves nothing else", () => {
  const rootDir = project();
  applyPlan(rootDir, PLAN);
  expect(readAll(rootDir)).toEqual(AFTER);
});

describe("a process that is killed", () => {
  it("leaves the old or the new whole once the next command has looked, and that one finishes the job", {
    timeout: 60_000,
  }, () => {
    const moments = momentsOf((rootDir) => applyPlan(rootDir, PLAN));
    expect(moments.length).toBeGreaterThan(20);
    const outcomes = moments.map((moment) => {
      finishJournal(moment);
      const files = readAll(moment);
      const isNew = JSON.stringify(files) === JSON.stringify(AFTER);
      if (!isNew) {
        expect(files).toEqual(BEFORE);
        // Nor a folder that was made for it.
        expect(fs.existsSync(path.join(moment, "supabase/migrations"))).toBe(false);
        applyPlan(moment, PLAN);
        expect(readAll(moment)).toEqual(AFTER);
      }
      expect(finishJournal(moment)).toBeNull();
      return isNew;
    });
    // First all are old, then all are new.
    expect(outcomes).toEqual([...outcomes].sort());
    expect(new Set(outcomes)).toEqual(new Set([false, true]));
  });

  it("may be so again while the next one ends its work", { timeout: 60_000 }, () => {
    const left = momentsOf((rootDir) => applyPlan(rootDir, PLAN))
      .map(readAll)
      .filter((files) => JOURNAL_FILE in files);
    const isPlacing = (files: Files) => files[JOURNAL_FILE]?.includes('"placing"');
    // The last that goes back, and one that goes on.
    for (const files of [left.findLast((each) => !isPlacing(each)), left.find(isPlacing)]) {
      const moments = momentsOf((rootDir) => finishJournal(rootDir), files);
      expect(moments.length).toBeGreaterThan(5);
      for (const moment of moments) {
        finishJournal(moment);
        expect(readAll(moment)).toEqual(files && isPlacing(files) ? AFTER : BEFORE);
      }
    }
  });
});

it("a disk that fills leaves nothing behind", () => {
  const calls = countWrites((rootDir) => applyPlan(rootDir, PLAN));
  for (let failing = 1; failing <= calls; failing += 1) {
    const rootDir = project();
    let count = 0;
    const restore = patch("writeFileSync", (original, ...args) => {
      count += 1;
      if (count !== failing) return original(...args);
      original(args[0], "ha");
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    });
    try {
      expect(() => applyPlan(rootDir, PLAN)).toThrow(
        expect.objectContaining({ code: "cannot_write", message: expect.stringContaining("ENOSPC") }),
      );
    } finally {
      restore();
    }
    finishJournal(rootDir);
    expect(readAll(rootDir), `write ${failing} of ${calls}`).toEqual(BEFORE);
    applyPlan(rootDir, PLAN);
    expect(readAll(rootDir)).toEqual(AFTER);
  }
});

it("a file that somebody has changed meanwhile stops all of it", () => {
  const rootDir = project();
  writeAll(rootDir, { "supabase/config.toml": "# Other.\n" });
  expect(() => applyPlan(rootDir, PLAN)).toThrow(expect.objectContaining({ code: "changed_meanwhile" }));
  expect(readAll(rootDir)).toEqual({ ...BEFORE, "supabase/config.toml": "# Other.\n" });
});

it("what a link names is changed, and permissions are kept", () => {
  const rootDir = project();
  const real = path.join(rootDir, "real.toml");
  writeFileSync(real, CONFIG, { mode: 0o600 });
  const link = path.join(rootDir, "supabase/config.toml");
  rmSync(link);
  symlinkSync(real, link);
  applyPlan(rootDir, PLAN.slice(0, 1));
  expect(fs.lstatSync(link).isSymbolicLink()).toBe(true);
  expect(fs.readFileSync(real, "utf8")).toBe(`${CONFIG}more = 1\n`);
  expect(fs.statSync(real).mode & 0o777).toBe(0o600);
});

it("a secret's file can be read by its owner alone, from its first byte", () => {
  const rootDir = project();
  const modes: number[] = [];
  const restore = patch("writeFileSync", (original, ...args) => {
    const result = original(...args);
    if (typeof args[0] === "number") modes.push(fs.fstatSync(args[0]).mode & 0o777);
    return result;
  });
  applyPlan(rootDir, [{ path: "supabase/.env", before: null, after: "A=1\n", mode: 0o600 }]);
  restore();
  expect(modes).toContain(0o600);
  expect(fs.statSync(path.join(rootDir, "supabase/.env")).mode & 0o777).toBe(0o600);
});

it("a journal that cannot be read is not guessed at", () => {
  const rootDir = project({ ...BEFORE, [JOURNAL_FILE]: "{" });
  expect(() => finishJournal(rootDir)).toThrow(expect.objectContaining({ code: "journal_broken" }));
});

type Patched = "openSync" | "writeFileSync" | "renameSync" | "mkdirSync" | "rmSync" | "rmdirSync";
type Call = (...args: unknown[]) => unknown;

/** Changes a function of node:fs for everybody; answers how to take that back. */
function patch(name: Patched, replacement: (original: Call, ...args: unknown[]) => unknown): () => void {
  const functions = fs as unknown as Record<string, Call>;
  const original = functions[name] as Call;
  functions[name] = (...args) => replacement(original, ...args);
  syncBuiltinESMExports();
  return () => {
    functions[name] = original;
    syncBuiltinESMExports();
  };
}

/** Copies of the project as it is before each step on the disk, in the middle of each write, and at the end. */
function momentsOf(work: (rootDir: string) => void, files: Files = BEFORE): string[] {
  const { rootDir } = makeProject(files);
  const taken = mkdtempSync(path.join(tmpdir(), "cli-moments-"));
  folders.push(rootDir, taken);
  // The first copy loads what copies, which then keeps the functions that it finds: not the patched ones.
  cpSync(rootDir, path.join(taken, "start"), { recursive: true });
  const copies: string[] = [];
  let isTaking = false;
  const take = () => {
    isTaking = true;
    const copy = path.join(taken, String(copies.length));
    cpSync(rootDir, copy, { recursive: true });
    copies.push(copy);
    isTaking = false;
  };
  const names: Patched[] = ["openSync", "writeFileSync", "renameSync", "mkdirSync", "rmSync", "rmdirSync"];
  const restores = names.map((name) =>
    patch(name, (original, ...args) => {
      if (isTaking) return original(...args);
      take();
      if (name === "writeFileSync" && typeof args[0] === "number") {
        const half = String(args[1]).slice(0, String(args[1]).length / 2);
        fs.writeSync(args[0], half, 0);
        take();
        fs.ftruncateSync(args[0]);
        fs.writeSync(args[0], String(args[1]), 0);
        return undefined;
      }
      return original(...args);
    }),
  );
  try {
    work(rootDir);
  } finally {
    for (const restore of restores) restore();
  }
  take();
  return copies;
}

function countWrites(work: (rootDir: string) => void): number {
  const rootDir = project();
  let count = 0;
  const restore = patch("writeFileSync", (original, ...args) => {
    count += 1;
    return original(...args);
  });
  work(rootDir);
  restore();
  return count;
}
