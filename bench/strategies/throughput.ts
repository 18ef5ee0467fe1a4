// What the strategies cost a writer that never rests: slices of a second with none of them and with each, in turn, so that
// what the machine does meanwhile falls on all alike.
import { repeat, sleepUntil } from "../support/clock.ts";
import { percentile, sum } from "../support/percentiles.ts";
import { seededRandom } from "../support/random.ts";
import type { Session } from "../support/session.ts";
import type { Strategy } from "./plan.ts";
import type { Runner } from "./runner.ts";

const SLICE_MS = 1000;
const ROUNDS = 40;
const RESAMPLES = 1000;

export interface Throughput {
  transactionsPerSecond: number;
  /** Of the transactions in all slices with the strategy to those in all slices with none. */
  ratioToNone: number;
  /** Where that ratio lies in 95 of 100 draws of as many rounds from these (bootstrap). */
  ratioInterval: [number, number];
  refreshesPerSecond: number;
}

type Name = Strategy["name"] | "none";

export async function measureThroughput(writer: Session, runners: readonly Runner<Strategy>[]) {
  const counts: Record<Name, number[]> = { none: [], blind: [], engine: [], engine_short: [] };
  const refreshes: Record<Name, number> = { none: 0, blind: 0, engine: 0, engine_short: 0 };

  for (const runner of runners) runner.takeEffort();
  for (let round = 0; round < ROUNDS; round += 1) {
    // Each comes after each other about equally often.
    const order: (Runner<Strategy> | null)[] = [null, ...runners];
    const turned = [...order.slice(round % 4), ...order.slice(0, round % 4)];
    if (round >= ROUNDS / 2) turned.reverse();
    for (const runner of turned) {
      const name = runner?.firing.name ?? "none";
      counts[name].push(await runSlice(writer, runner, round));
      refreshes[name] += runner?.takeEffort().refreshes ?? 0;
    }
  }

  return Object.fromEntries(
    Object.entries(counts).map(([name, slices]) => {
      const seconds = (ROUNDS * SLICE_MS) / 1000;
      return [
        name,
        {
          transactionsPerSecond: sum(slices) / seconds,
          ratioToNone: sum(slices) / sum(counts.none),
          ratioInterval: resampledInterval(slices, counts.none),
          refreshesPerSecond: refreshes[name as Name] / seconds,
        },
      ];
    }),
  ) as Record<Name, Throughput>;
}

function resampledInterval(slices: readonly number[], none: readonly number[]): [number, number] {
  const random = seededRandom(1);
  const ratios = Array.from({ length: RESAMPLES }, () => {
    const rounds = Array.from({ length: ROUNDS }, () => Math.floor(random() * ROUNDS));
    return (
      sum(rounds.map((round) => slices[round] as number)) / sum(rounds.map((round) => none[round] as number))
    );
  });
  return [percentile(ratios, 0.025), percentile(ratios, 0.975)];
}

/** Transactions in a slice. A strategy whose interval is longer than a slice fires in one of the rounds only. */
async function runSlice(writer: Session, runner: Runner<Strategy> | null, round: number): Promise<number> {
  const startMs = performance.now();
  const endMs = startMs + SLICE_MS;
  const firings: Promise<void>[] = [];
  if (runner !== null) {
    const { intervalMs } = runner.firing;
    const firesNow = intervalMs <= SLICE_MS || round === Math.floor(ROUNDS / 2);
    const firstMs = startMs + Math.min(intervalMs, SLICE_MS) / 3;
    if (firesNow) firings.push(repeat({ firstMs, everyMs: intervalMs, endMs }, runner.fire));
  }
  let transactions = 0;
  while (performance.now() < endMs) {
    const number = 1 + ((round * 7919 + transactions * 31) % 3000);
    await writer.sql.unsafe(
      `update bench.prospectos set etapa = case etapa when 'nuevo' then 'contactado' else 'nuevo' end
       where id = md5('prospecto ${number}')::uuid`,
    );
    transactions += 1;
  }
  await Promise.all(firings);
  await sleepUntil(endMs);
  return transactions;
}
