// Log files of the stack's parts, one each in STACK_DIR/logs.
import { mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import type { StackConfig } from "./config.ts";

export function openLog(config: StackConfig, name: string): number {
  mkdirSync(config.logsDir, { recursive: true });
  return openSync(path.join(config.logsDir, `${name}.log`), "a");
}

export function tailOfLog(config: StackConfig, name: string, lines = 15): string {
  const file = path.join(config.logsDir, `${name}.log`);
  try {
    const tail = readFileSync(file, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
    return `--- ${file}\n${tail}`;
  } catch {
    return `--- ${file} (nothing there)`;
  }
}
