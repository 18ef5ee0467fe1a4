// npm run bench [-- part] [--against ref]: measures the figures that documents quote, on a stack of its own, and writes them
// to bench/results. With a git ref it also compares this tree with that one, which is the part `house`.
import { parseArgs } from "node:util";
import { down, readConfig, reset, stackEnv, up } from "../stack/index.ts";
import { benchChain } from "./chain/index.ts";
import { benchFunctionSize } from "./function-size/index.ts";
import { benchHouse } from "./house/index.ts";
import { benchLoad } from "./load/index.ts";
import { benchOperate } from "./operate/index.ts";
import { benchReaders } from "./readers.ts";
import { writeDocuments } from "./readme/documents.ts";
import { benchStrategies } from "./strategies/index.ts";
import type { BenchEnv, BenchRun } from "./support/env.ts";
import { round } from "./support/percentiles.ts";
import { benchTick } from "./tick.ts";
import { benchTicksADay } from "./ticks-a-day.ts";

const PARTS: Record<string, (env: BenchEnv, run: BenchRun) => Promise<void>> = {
  chain: benchChain,
  tick: benchTick,
  readers: benchReaders,
  "ticks-a-day": benchTicksADay,
  strategies: benchStrategies,
  load: benchLoad,
  operate: benchOperate,
  "function-size": benchFunctionSize,
  house: benchHouse,
};

const { only, against } = readArguments();

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
    const isWanted = only === undefined ? name !== "house" || against !== undefined : only === name;
    if (!isWanted) continue;
    console.log(`\n${name}`);
    const tookSeconds = await seconds(() => part(env, { coldUpSeconds, warmUpSeconds, against }));
    console.log(`${name} took ${tookSeconds} s`);
  }
  for (const file of writeDocuments(config.repoDir)) console.log(`figures written to ${file}`);
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

function readArguments(): { only: string | undefined; against: string | undefined } {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { against: { type: "string" } },
    });
    const [only, ...rest] = positionals;
    const isKnown = only === undefined || Object.hasOwn(PARTS, only);
    const { against } = values;
    if (isKnown && rest.length === 0 && (only !== "house" || against !== undefined)) return { only, against };
  } catch {
    // An option that is not one.
  }
  const parts = Object.keys(PARTS).filter((name) => name !== "house");
  console.error(`usage: npm run bench [-- ${parts.join(" | ")} | house --against <git ref>]`);
  process.exit(2);
}
