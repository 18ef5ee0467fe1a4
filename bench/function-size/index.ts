// What the Edge Function weighs: the size of it in one file, and the time from the start of Deno to its first answer, from
// its sources and from that file.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readConfig, type StackConfig } from "../../stack/index.ts";
import { atMost, printAims } from "../support/aims.ts";
import type { BenchEnv } from "../support/env.ts";
import { type Percentiles, percentiles, round } from "../support/percentiles.ts";
import { describeMachine, writeJson } from "../support/results.ts";
import { openSession } from "../support/session.ts";
import { bundleFunction } from "./bundle.ts";
import { coldStartMs, type Served } from "./cold-start.ts";

const STARTS = 20;
const AIM_KB = 400;

export async function benchFunctionSize(env: BenchEnv): Promise<void> {
  const session = await openSession(env.SUPABASE_DB_URL, "function-size");
  const machine = await describeMachine(session.sql);
  await session.end();
  writeJson("function-size", { machine, ...(await measureFunctionSize(readConfig())) });
}

/** Measures and prints. Needs no running stack, but one must have been up before: it fills the cache of Deno. */
export async function measureFunctionSize({ functionDir, cacheDir }: StackConfig) {
  const dir = mkdtempSync(path.join(tmpdir(), "function-size-"));
  try {
    const entry = path.join(functionDir, "index.ts");
    const outfile = path.join(dir, "index.mjs");
    const { bytes, parts } = await bundleFunction(entry, outfile);
    const bundleKb = kilobytes(bytes);
    const partsKb = Object.fromEntries(
      Object.entries(parts)
        .sort(([, a], [, b]) => b - a)
        .map(([name, size]) => [name, kilobytes(size)]),
    );
    console.log("in one file, minified, in KB");
    console.table({ "all of it": bundleKb, ...partsKb });

    console.log(`from the start of Deno to the first answer, ${STARTS} times each, in turn`);
    const [sourcesMs, bundleMs] = await measureColdStarts(path.join(cacheDir, "deno"), [
      { entry, isBundle: false },
      { entry: outfile, isBundle: true },
    ]);
    console.table({ "from its sources (ms)": sourcesMs, "from one file (ms)": bundleMs });
    printAims([atMost(`in one file ≤ ${AIM_KB} KB`, bundleKb, AIM_KB)]);
    return { bundleKb, partsKb, coldStartMs: { sources: sourcesMs, bundle: bundleMs } };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** In turn, so that whatever else the machine does meets all alike. The first of each is not counted: it fills caches. */
async function measureColdStarts(denoDir: string, served: readonly Served[]): Promise<Percentiles[]> {
  const samples = served.map((): number[] => []);
  for (let turn = 0; turn <= STARTS; turn += 1) {
    for (const [index, each] of served.entries()) {
      const took = await coldStartMs(denoDir, each);
      if (turn > 0) samples[index]?.push(took);
    }
  }
  return samples.map((sample) => percentiles(sample, 0));
}

const kilobytes = (bytes: number): number => round(bytes / 1000, 1);
