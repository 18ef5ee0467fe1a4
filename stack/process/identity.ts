// Names a process for good: a pid alone may belong to somebody else by the time it is used.
import { readFileSync } from "node:fs";

export interface ProcessIdentity {
  pid: number;
  /** When it started, in clock ticks since boot, from /proc. */
  startTicks: string;
}

export function identify(pid: number): ProcessIdentity | undefined {
  const stat = readStat(pid);
  return stat === undefined || stat.state === "Z" ? undefined : { pid, startTicks: stat.startTicks };
}

export function isAlive(identity: ProcessIdentity | undefined): identity is ProcessIdentity {
  return identity !== undefined && identify(identity.pid)?.startTicks === identity.startTicks;
}

export function isPaused(identity: ProcessIdentity): boolean {
  return isAlive(identity) && readStat(identity.pid)?.state === "T";
}

export function signal(identity: ProcessIdentity | undefined, name: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    // It has ended since the line above.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function readStat(pid: number): { state: string; startTicks: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in brackets and may hold spaces; the start is the 22nd.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", startTicks: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}
