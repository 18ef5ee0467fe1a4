// The project's Supabase CLI: the real one, behind a program that notes how it is called, as a process list shows it, and
// that fails on demand.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findRepository } from "../../../stack/index.ts";

export type Fault = "fails" | "is killed" | "hangs";

export interface RecordingSupabase {
  /** The command lines of everything that was run, those of the CLI's own processes too. */
  commandLines(): string[];
  /** The next call with these words does this instead of its work. */
  breakNext(words: string, fault: Fault): void;
  /** Says when the call that hangs has begun. */
  isHanging(): boolean;
  setVersion(version: string | null): void;
}

const PROGRAM = `
import { spawn } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
const dir = import.meta.dirname;
const words = process.argv.slice(2);
const note = (pid) => {
  try { appendFileSync(dir + "/command-lines", readFileSync("/proc/" + pid + "/cmdline", "utf8").replaceAll("\\0", " ") + "\\n"); } catch {}
};
note(process.pid);
const read = (name) => existsSync(dir + "/" + name) ? readFileSync(dir + "/" + name, "utf8") : null;
const version = read("version");
if (words[0] === "--version" && version !== null) { console.log(version); process.exit(0); }
const fault = JSON.parse(read("fault") ?? "null");
if (fault !== null && words.join(" ").startsWith(fault.words)) {
  rmSync(dir + "/fault");
  if (fault.fault === "fails") { console.error("connection refused: postgresql://postgres:hunter2@host/postgres"); process.exit(1); }
  if (fault.fault === "is killed") process.kill(process.pid, "SIGKILL");
  writeFileSync(dir + "/hanging", "");
  process.on("SIGINT", () => process.exit(130));
  setInterval(() => {}, 1000);
} else {
  const child = spawn(process.execPath, [${JSON.stringify(path.join(findRepository(), "node_modules/supabase/dist/supabase.js"))}, ...words], { stdio: "inherit" });
  const timer = setInterval(() => note(child.pid), 100);
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => child.kill(name));
  child.on("close", (code) => { clearInterval(timer); process.exit(code ?? 1); });
}
`;

export function installRecordingSupabase(projectDir: string): RecordingSupabase {
  const dir = path.join(projectDir, "node_modules", "supabase");
  mkdirSync(dir, { recursive: true });
  writeFileSync(
    path.join(dir, "package.json"),
    JSON.stringify({ name: "supabase", type: "module", bin: { supabase: "record.js" } }),
  );
  writeFileSync(path.join(dir, "record.js"), PROGRAM);
  const read = (name: string): string | null => {
    try {
      return readFileSync(path.join(dir, name), "utf8");
    } catch {
      return null;
    }
  };
  return {
    commandLines: () => (read("command-lines") ?? "").split("\n"),
    breakNext: (words, fault) => {
      rmSync(path.join(dir, "hanging"), { force: true });
      writeFileSync(path.join(dir, "fault"), JSON.stringify({ words, fault }));
    },
    isHanging: () => read("hanging") !== null,
    setVersion: (version) => {
      if (version === null) rmSync(path.join(dir, "version"), { force: true });
      else writeFileSync(path.join(dir, "version"), version);
    },
  };
}
