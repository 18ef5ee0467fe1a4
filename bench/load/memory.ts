// Memory of the stack's parts, each with the processes it has started, from /proc.
import { readdirSync, readFileSync } from "node:fs";
import { PART_NAMES, type PartName, partProcess, postgresPid, readConfig } from "../../stack/index.ts";
import { round } from "../support/percentiles.ts";

export const MEASURED = [...PART_NAMES, "database"] as const;
export type Measured = PartName | "database";

/** MiB; a part that runs inside another, as the real pg_net does, is left out. */
export type Memory = Partial<Record<Measured, number>>;

/** Others than before say that a part died meanwhile. */
export async function partPids(): Promise<(number | null)[]> {
  const config = readConfig();
  return Promise.all(PART_NAMES.map(async (name) => (await partProcess(config, name))?.pid ?? null));
}

export async function readMemory(): Promise<Memory> {
  const config = readConfig();
  const memory: Memory = {};
  for (const name of PART_NAMES) {
    const process = await partProcess(config, name);
    if (process !== null) memory[name] = sumMib(process.pid, "VmRSS");
  }
  const postmasterPid = postgresPid(config);
  // What its sessions share would be counted once for each.
  if (postmasterPid !== undefined) memory.database = sumMib(postmasterPid, "RssAnon");
  return memory;
}

function sumMib(rootPid: number, field: "VmRSS" | "RssAnon"): number {
  const parents = new Map<number, number>();
  const kib = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const status = readStatus(Number(entry));
    parents.set(Number(entry), statusNumber(status, "PPid"));
    kib.set(Number(entry), statusNumber(status, field));
  }
  const isOfRoot = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === rootPid || isOfRoot(parents.get(pid)));
  let total = 0;
  for (const [pid, value] of kib) if (isOfRoot(pid)) total += value;
  return round(total / 1024, 1);
}

/** Empty for a process that has just ended. */
function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}

const statusNumber = (status: string, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
