// npm run bench: measures the figures the README quotes, on a stack of its own, and writes them to bench/results.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { down, readConfig, reset, stackEnv, up } from "../stack/index.ts";
import { measureChainOverhead } from "./chain-overhead.ts";
import { measureTriggerAnswers } from "./trigger-answers.ts";

process.env.STACK_PORT = process.env.BENCH_STACK_PORT ?? "56421";
process.env.STACK_DIR = process.env.BENCH_STACK_DIR ?? ".stack-bench";

const config = readConfig();
const quiet = () => {};
try {
  const coldUpSeconds = await seconds(() => reset(config, quiet));
  await down(config, quiet);
  const warmUpSeconds = await seconds(() => up(config, quiet));
  const env = stackEnv(config);

  const triggerAnswers = await measureTriggerAnswers(env);
  const chainOverhead = await measureChainOverhead(env);
  const results = { coldUpSeconds, warmUpSeconds, triggerAnswers, chainOverhead };

  console.table({
    "stack up, cold, packages installed (s)": { p50: coldUpSeconds, aim: "" },
    "stack up, warm (s)": { p50: warmUpSeconds, aim: "≤ 15" },
    "answer to a trigger, idle (ms)": { ...triggerAnswers.idleMs, aim: "" },
    "answer to a trigger, a 10 s refresh under way (ms)": { ...triggerAnswers.busyMs, aim: "p95 ≤ 100" },
    "  the same as a ratio of idle": { ...triggerAnswers.busyToIdle, aim: "" },
    "tick to start of REFRESH, edge path (ms)": { ...chainOverhead.edgeMs, aim: "p95 ≤ 150" },
    "  the same in the database (ms)": { ...chainOverhead.databaseMs, aim: "" },
  });
  const file = path.join(config.repoDir, "bench", "results", "chain.json");
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`written to ${path.relative(config.repoDir, file)}`);
} finally {
  await down(config, quiet);
}
process.exit();

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return Math.round((performance.now() - start) / 100) / 10;
}
