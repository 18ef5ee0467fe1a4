// bench/results/<part>.json, with the machine it was measured on.
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import type { Sql } from "postgres";
import { findRepository } from "../../stack/index.ts";

/** What figures depend on; compare ratios, not milliseconds, where it differs. */
export async function describeMachine(sql: Sql) {
  const [row] = await sql<[{ version: string }]>`select current_setting('server_version') as version`;
  return {
    cores: availableParallelism(),
    postgresql: row.version.split(" ")[0],
    date: new Date().toISOString().slice(0, 10),
  };
}

export function writeResult(file: string, content: string): void {
  const repoDir = findRepository();
  const target = path.join(repoDir, "bench", "results", file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
  console.log(`written to ${path.relative(repoDir, target)}`);
}

export const writeJson = (part: string, results: object): void =>
  writeResult(`${part}.json`, `${JSON.stringify(results, null, 2)}\n`);
