// npm run bench [-- part]: measures the figures the README quotes, on a stack of its own, and writes them to bench/results.
import { down, readConfig, reset, stackEnv, up } from "../stack/index.ts";
import { benchChain } from "./chain/index.ts";
import { benchLoad } from "./load/index.ts";
import { benchReaders } from "./readers.ts";
import { benchStrategies } from "./strategies/index.ts";
import type { BenchEnv, StackTimes } from "./support/env.ts";
import { round } from "./support/percentiles.ts";
import { benchTick } from "./tick.ts";
import { benchTicksADay } from "./ticks-a-day.ts";

const PARTS: Record<string, (env: BenchEnv, times: StackTimes) => Promise<void>> = {
  chain: benchChain,
  tick: benchTick,
  readers: benchReaders,
  "ticks-a-day": benchTicksADay,
  strategies: benchStrategies,
  load: benchLoad,
};

const [only, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (only !== undefined && !Object.hasOwn(PARTS, only))) {
  console.error(`usage: npm run bench [-- ${Object.keys(PARTS).join(" | ")}]`);
  process.exit(2);
}

process.env.STACK_PORT = process.env.BENCH_STACK_PORT ?? "56421";
process.env.STACK_DIR = process.env.BENCH_STACK_DIR ?? ".stack-bench";
const config = readConfig();
const quiet = () => {};
const startMs = performance.now();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => down(config, quiet).finally(() => process.exit(1)));
}
try {
  console.log(`stack on ${config.url}`);
  const coldUpSeconds = await seconds(() => reset(config, quiet));
  await down(config, quiet);
  const warmUpSeconds = await seconds(() => up(config, quiet));
  const env = stackEnv(config);

  for (const [name, part] of Object.entries(PARTS)) {
    if (only !== undefined && only !== name) continue;
    console.log(`\n${name}`);
    const tookSeconds = await seconds(() => part(env, { coldUpSeconds, warmUpSeconds }));
    console.log(`${name} took ${tookSeconds} s`);
  }
  console.log(`\nall took ${round((performance.now() - startMs) / 1000, 0)} s`);
} finally {
  await down(config, quiet);
}
process.exit();

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return round((performance.now() - start) / 1000, 1);
}
