// What one who reads the dashboard notes of refreshes: a query for one ejecutivo's rows while the view is refreshed
// concurrently, one refresh after the other, and while it is not, in turn.

import { repeat, sleep } from "./support/clock.ts";
import { createDemoCopy, dropBenchSchema, STORY_EJECUTIVO } from "./support/demo-copy.ts";
import type { BenchEnv } from "./support/env.ts";
import { percentile, round } from "./support/percentiles.ts";
import { describeMachine, writeJson } from "./support/results.ts";
import { openSession, type Session } from "./support/session.ts";

const SLICE_MS = 2000;
const ROUNDS = 6;
const QUERY_EVERY_MS = 5;
/** About as long as a refresh takes: both kinds of slices write equally often. */
const REST_MS = 250;

export async function benchReaders(env: BenchEnv): Promise<void> {
  const [reader, refresher] = [
    await openSession(env.SUPABASE_DB_URL, "reader"),
    await openSession(env.SUPABASE_DB_URL, "refresher"),
  ];
  const slices: { without: number[][]; during: number[][] } = { without: [], during: [] };
  let refreshes = 0;
  try {
    await createDemoCopy(refresher.sql, ["dashboard"]);
    await querySlice(reader, performance.now() + SLICE_MS);

    console.log(`${ROUNDS} times ${SLICE_MS / 1000} s without and ${SLICE_MS / 1000} s with refreshes`);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const kind of round % 2 === 0
        ? (["without", "during"] as const)
        : (["during", "without"] as const)) {
        const endMs = performance.now() + SLICE_MS;
        const [took, count] = await Promise.all([
          querySlice(reader, endMs),
          writeSlice(refresher, endMs, kind === "during"),
        ]);
        slices[kind].push(took);
        if (kind === "during") refreshes += count;
      }
    }

    const figures = Object.fromEntries(
      ([50, 95, 99] as const).map((rank) => {
        const [withoutMs, duringMs] = [slices.without, slices.during].map((all) =>
          percentile(all.flat(), rank / 100),
        ) as [number, number];
        const ratios = slices.during.map(
          (slice, index) =>
            percentile(slice, rank / 100) / percentile(slices.without[index] ?? [], rank / 100),
        );
        return [
          `p${rank}`,
          {
            withoutMs: round(withoutMs, 2),
            duringMs: round(duringMs, 2),
            ratio: round(duringMs / withoutMs, 2),
            quartilesOfRounds: [round(percentile(ratios, 0.25), 2), round(percentile(ratios, 0.75), 2)],
          },
        ];
      }),
    );
    console.table(
      Object.fromEntries(
        Object.entries(figures).map(([name, { quartilesOfRounds, ...figure }]) => [
          `query of one ejecutivo, ${name}`,
          { ...figure, "quartiles of rounds": quartilesOfRounds.join(" – ") },
        ]),
      ),
    );
    const queries = slices.during.flat().length;
    console.log(`  ${queries} queries during ${refreshes} refreshes`);
    writeJson("readers", { machine: await describeMachine(reader.sql), queries, refreshes, ...figures });
  } finally {
    await reader.end();
    await dropBenchSchema(refresher.sql);
    await refresher.end();
  }
}

/** Milliseconds that each query took. */
async function querySlice({ sql }: Session, endMs: number): Promise<number[]> {
  const took: number[] = [];
  await repeat({ firstMs: performance.now(), everyMs: QUERY_EVERY_MS, endMs }, async () => {
    const start = performance.now();
    await sql`select * from bench.dashboard where ejecutivo_id = ${STORY_EJECUTIVO} order by ultimo_mensaje_at desc`;
    took.push(performance.now() - start);
  });
  return took;
}

/** Reassigns 29 prospects again and again, refreshing the view or resting after each; how often. */
async function writeSlice({ sql }: Session, endMs: number, refresh: boolean): Promise<number> {
  let count = 0;
  for (; performance.now() < endMs; count += 1) {
    await sql.unsafe(`
      update bench.prospectos set ejecutivo_id = (select id from bench.ejecutivos order by random() limit 1)
      where ejecutivo_id = '${STORY_EJECUTIVO}'`);
    await sql.unsafe(`
      update bench.prospectos set ejecutivo_id = '${STORY_EJECUTIVO}'
      where id in (select id from bench.prospectos order by random() limit 29)`);
    if (refresh) await sql.unsafe("refresh materialized view concurrently bench.dashboard");
    else await sleep(REST_MS);
  }
  return count;
}
