// `supabase db push` in a project of a test's own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findRepository } from "../../../stack/index.ts";

export interface Project {
  addMigration: (name: string, sql: string) => void;
  /** Begins to apply what is new. */
  startPush: () => ChildProcess;
  /** Applies what is new; fails with what the CLI printed. */
  push: () => Promise<void>;
  remove: () => void;
}

export function makeProject(url: string): Project {
  const dir = mkdtempSync(path.join(tmpdir(), "push-"));
  mkdirSync(path.join(dir, "supabase/migrations"), { recursive: true });
  writeFileSync(path.join(dir, "supabase/config.toml"), 'project_id = "install"\n');
  const startPush = () =>
    spawn(
      path.join(findRepository(), "node_modules/.bin/supabase"),
      ["db", "push", `--remote=${url}?sslmode=disable`, "--yes"],
      {
        cwd: dir,
        env: {
          ...process.env,
          SUPABASE_HOME: path.join(dir, "home"),
          SUPABASE_TELEMETRY_DISABLED: "1",
          SUPABASE_NO_UPDATE_NOTIFIER: "1",
          SUPABASE_NO_KEYRING: "1",
        },
        stdio: ["ignore", "pipe", "pipe"],
        // The launcher starts the program itself: they are to be killed together.
        detached: true,
      },
    );
  return {
    addMigration: (name, sql) => writeFileSync(path.join(dir, "supabase/migrations", name), sql),
    startPush,
    push: async () => {
      const child = startPush();
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (text: string) => {
          output += text;
        });
      const [code] = await once(child, "close");
      if (code !== 0) throw new Error(`db push ended with ${code}: ${output}`);
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** As kill -9 does, every process of it. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
