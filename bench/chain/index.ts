// The way of a refresh through pg_net, gateway and function: how soon the function answers, what the way costs.

import type { BenchEnv, BenchRun } from "../support/env.ts";
import { describeMachine, writeJson } from "../support/results.ts";
import { openSession } from "../support/session.ts";
import { measureChainOverhead } from "./overhead.ts";
import { measureTriggerAnswers } from "./trigger-answers.ts";

export async function benchChain(env: BenchEnv, { coldUpSeconds, warmUpSeconds }: BenchRun): Promise<void> {
  const session = await openSession(env.SUPABASE_DB_URL, "chain");
  const machine = await describeMachine(session.sql);
  await session.end();
  console.log("answers to triggers, idle and while a refresh of 10 s runs");
  const triggerAnswers = await measureTriggerAnswers(env);
  console.log("from the tick to the start of the REFRESH, 30 times on each path");
  const chainOverhead = await measureChainOverhead(env);

  const once = (value: number) => ({ p50: value, p95: value });
  console.table({
    "stack up, cold, packages installed, once (s)": { ...once(coldUpSeconds), aim: "" },
    "stack up, warm, once (s)": { ...once(warmUpSeconds), aim: "≤ 15" },
    "answer to a trigger, idle (ms)": { ...triggerAnswers.idleMs, aim: "" },
    "answer to a trigger, a 10 s refresh under way (ms)": { ...triggerAnswers.busyMs, aim: "p95 ≤ 100" },
    "  the same as a ratio of idle": { ...triggerAnswers.busyToIdle, aim: "" },
    "tick to start of REFRESH, edge path (ms)": { ...chainOverhead.edgeMs, aim: "p95 ≤ 150" },
    "  the same in the database (ms)": { ...chainOverhead.databaseMs, aim: "" },
  });
  writeJson("chain", { machine, coldUpSeconds, warmUpSeconds, triggerAnswers, chainOverhead });
}
