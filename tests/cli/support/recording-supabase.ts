// The project's Supabase CLI: the real one, behind a program that notes how it is called, and that fails on
// demand.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { findRepository } from "../../../stack/index.ts";

export type Fault = "fails" | "is killed" | "hangs";

export interface RecordingSupabase {
  /** The words of every call, which the real one's own process gets too. */
  calls(): string[][];
  /** The next call with these words does this instead of its work. */
  breakNext(words: string, fault: Fault): void;
  /** Says when the call that hangs has begun. */
  isHanging(): boolean;
  /** What it says of its version; null: the truth. */
  setVersion(text: string | null): void;
}

/** Of the package that is the real one. */
const realDir = path.join(findRepository(), "node_modules/supabase");

const PROGRAM = `
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
const dir = import.meta.dirname;
const words = process.argv.slice(2);
appendFileSync(dir + "/calls", JSON.stringify(words) + "\\n");
const read = (name) => existsSync(dir + "/" + name) ? readFileSync(dir + "/" + name, "utf8") : null;
// The real one needs a second to say it.
if (words[0] === "--version") { console.log(read("version")); process.exit(0); }
const fault = JSON.parse(read("fault") ?? "null");
if (fault !== null && words.join(" ").startsWith(fault.words)) {
  rmSync(dir + "/fault");
  if (fault.fault === "fails") { console.error("connection refused: postgresql://postgres:hunter2@host/postgres"); process.exit(1); }
  if (fault.fault === "is killed") process.kill(process.pid, "SIGKILL");
  writeFileSync(dir + "/hanging", String(process.pid));
  process.on("SIGINT", () => process.exit(130));
  setInterval(() => {}, 1000);
} else {
  // Hands its words on as they are.
  await import(${JSON.stringify(pathToFileURL(path.join(realDir, "dist/supabase.js")).href)});
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
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(path.join(realDir, "package.json"), "utf8")));
  const setVersion = (text: string) => writeFileSync(path.join(dir, "version"), text);
  setVersion(version);
  const read = (name: string): string | null => {
    try {
      return readFileSync(path.join(dir, name), "utf8");
    } catch {
      return null;
    }
  };
  return {
    calls: () =>
      (read("calls") ?? "")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line)),
    breakNext: (words, fault) => {
      rmSync(path.join(dir, "hanging"), { force: true });
      writeFileSync(path.join(dir, "fault"), JSON.stringify({ words, fault }));
    },
    isHanging: () => read("hanging") !== null,
    setVersion: (text) => setVersion(text ?? version),
  };
}
