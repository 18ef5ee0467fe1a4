// The engine against today's remedy, a blind REFRESH … CONCURRENTLY on a fixed interval: in one run, over the same sources
// and the same writes, one copy of the view for each. Time is compressed: see plan.ts.

import { createDemoCopy, dropBenchSchema, manageView } from "../support/demo-copy.ts";
import type { BenchEnv } from "../support/env.ts";
import { describeMachine, writeJson, writeResult } from "../support/results.ts";
import { openSession, openSessions } from "../support/session.ts";
import { drawChart } from "./chart.ts";
import { measureLifeSize } from "./life-size.ts";
import { measureNewSessions } from "./new-sessions.ts";
import { NOTHING, STRATEGIES } from "./plan.ts";
import { printSummary } from "./print.ts";
import { startRunner } from "./runner.ts";
import { runStretch, type Stretch } from "./stretch.ts";
import { summarize } from "./summary.ts";
import { measureThroughput } from "./throughput.ts";
import { WORKLOADS } from "./workloads.ts";
import { POOL_SIZE } from "./writers.ts";

export async function benchStrategies(env: BenchEnv): Promise<void> {
  const url = env.SUPABASE_DB_URL;
  const setup = await openSession(url, "setup");
  const machine = await describeMachine(setup.sql);
  await createDemoCopy(
    setup.sql,
    STRATEGIES.map(({ name }) => name),
  );
  const reader = await openSession(url, "reader");
  const pool = await openSessions(url, "writer", POOL_SIZE);
  const runners = await Promise.all(STRATEGIES.map((strategy) => startRunner(url, strategy)));
  const floor = await startRunner(url, NOTHING);
  try {
    for (const { name, view } of STRATEGIES) if (name !== "blind") await manageView(setup.sql, view);
    for (const runner of [...runners, floor]) await runner.warmUp();

    const stretches: Stretch[] = [];
    for (const workload of WORKLOADS) {
      console.log(workload.title);
      stretches.push(await runStretch(workload, [...runners, floor], reader, pool));
    }
    console.log("firings with nothing to do, each in a new session");
    const newSessionMs: number[] = [];
    for (const statement of [...STRATEGIES, NOTHING].map(({ statement }) => statement)) {
      newSessionMs.push(await measureNewSessions(url, statement));
    }
    console.log("saturated writer, with each strategy and with none, in turn");
    const throughput = await measureThroughput(pool[0] ?? reader, runners);
    console.log("idle once more, over a view as dear as the one this began with");
    const summary = summarize(stretches, newSessionMs, throughput, await measureLifeSize(url, setup));
    printSummary(summary);
    writeJson("strategies", { machine, ...summary });
    writeResult("strategies.svg", drawChart(summary));
  } finally {
    await Promise.all([reader, ...pool, ...runners, floor].map((session) => session.end()));
    await dropBenchSchema(setup.sql);
    await setup.end();
  }
}
