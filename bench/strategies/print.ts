// The run as tables.
import { printAims } from "../support/aims.ts";
import { STRATEGIES } from "./plan.ts";
import type { Summary } from "./summary.ts";

export function printSummary(summary: Summary): void {
  const rows: Record<string, object> = {};
  for (const [workload, { strategies }] of Object.entries(summary.workloads)) {
    for (const { name, title } of STRATEGIES) {
      const { stalenessSeconds, cpuSeconds, refreshes, skips, meanToBlind, p95ToBlind, cpuToBlind } =
        strategies[name];
      rows[`${workload}: ${title}`] = {
        "stale mean (s)": stalenessSeconds.mean,
        "p50 (s)": stalenessSeconds.p50,
        "p95 (s)": stalenessSeconds.p95,
        "max (s)": stalenessSeconds.max,
        "mean to blind": meanToBlind ?? "",
        "p95 to blind": p95ToBlind ?? "",
        "CPU (s)": cpuSeconds,
        "CPU to blind": cpuToBlind,
        refreshes,
        skips,
      };
    }
  }
  console.table(rows);
  console.log(
    `  office: the short interval costs what blind costs when bursts are ${summary.breakEvenIntervalsBetweenBursts} intervals apart`,
  );
  console.log(
    `  idle, same interval: a session that asks for nothing, CPU to blind ${summary.workloads.idle.nothingCpuToBlind}`,
  );
  const { blindCpuMs, engineCpuMs, nothingCpuMs, cpuToBlind, nothingToBlind } = summary.idleInNewSession;
  console.log(
    `  idle, a new session for each firing as pg_cron has it: blind ${blindCpuMs} ms CPU, engine ${engineCpuMs} ms, to blind ${cpuToBlind};\n` +
      `  a session that asks for nothing ${nothingCpuMs} ms, to blind ${nothingToBlind}`,
  );
  console.table(
    Object.fromEntries(
      [{ name: "none" as const, title: "no strategy" }, ...STRATEGIES].map(({ name, title }) => {
        const { transactionsPerSecond, ratioToNone, ratioInterval, refreshesPerSecond } =
          summary.writers[name];
        return [
          `saturated writer: ${title}`,
          {
            "transactions/s": transactionsPerSecond,
            "to none": ratioToNone,
            "95% interval": ratioInterval.join(" – "),
            "refreshes/s": refreshesPerSecond,
          },
        ];
      }),
    ),
  );
  console.log(`  one refresh every 10 s, computed from the last row: ${summary.writers.engineShortInLife}`);
  printAims(summary.aims);
}
