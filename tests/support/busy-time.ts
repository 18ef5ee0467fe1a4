// How long something took, and how busy it kept the machine: what takes long and keeps it idle may run beside others.
import { cpus } from "node:os";

/** Starts a clock; the function that it returns tells "64 s, 35 % of 2 cores". Of the whole machine, whoever keeps it busy. */
export function startClock(): () => string {
  const start = performance.now();
  const [busyBefore, allBefore] = readTimes();
  return () => {
    const [busy, all] = readTimes();
    const share = all > allBefore ? (busy - busyBefore) / (all - allBefore) : 0;
    return `${Math.round((performance.now() - start) / 1000)} s, ${Math.round(100 * share)} % of ${cpus().length} cores`;
  };
}

/** Milliseconds since the machine started, over all cores: busy, and in all. */
function readTimes(): [busy: number, all: number] {
  return cpus().reduce<[number, number]>(
    ([busy, all], { times }) => {
      const working = times.user + times.nice + times.sys + times.irq;
      return [busy + working, all + working + times.idle];
    },
    [0, 0],
  );
}
