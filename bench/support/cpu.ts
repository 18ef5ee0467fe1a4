// CPU that a process of this machine has used: what tells how dear a strategy is whatever else goes on here.
import { readFileSync } from "node:fs";

/** USER_HZ, which Linux has fixed at 100 for what it shows to programs. */
const TICKS_PER_SECOND = 100;

/**
 * User and system time of the process so far, in seconds. From /proc/PID/schedstat, which counts nanoseconds, and where
 * the kernel lacks it from utime + stime of /proc/PID/stat, which counts hundredths: a tick that skips takes a tenth of that.
 */
export function cpuSeconds(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e9;
  } catch {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field, the program's name in parentheses, may contain anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }
}
