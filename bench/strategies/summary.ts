// The figures of a run, rounded, as results/strategies.json has them.
import { type Aim, atLeast, atMost } from "../support/aims.ts";
import { percentile, round, sum } from "../support/percentiles.ts";
import type { LifeSize } from "./life-size.ts";
import { INTERVAL_SECONDS, SHORT_INTERVAL_SECONDS, STRATEGIES, type Strategy } from "./plan.ts";
import type { Stretch } from "./stretch.ts";
import type { Throughput } from "./throughput.ts";
import { BURSTS, type Workload } from "./workloads.ts";

/** In life: a blind refresh every five minutes, and a tick every ten seconds. */
const LIFE_SHORT_INTERVAL_SECONDS = 10;

export interface Figures {
  stalenessSeconds: { mean: number; p50: number; p95: number; max: number };
  cpuSeconds: number;
  refreshes: number;
  skips: number;
  /** Null where the blind refresh has 0. */
  p95ToBlind: number | null;
  meanToBlind: number | null;
  cpuToBlind: number;
}

type Workloads = Record<Workload["name"], ReturnType<typeof figures>>;

export type Summary = ReturnType<typeof summarize>;

export function summarize(
  stretches: readonly Stretch[],
  // One a strategy, and one for nothing.
  [blindMs = Number.NaN, engineMs = Number.NaN, , nothingMs = Number.NaN]: readonly number[],
  throughput: Record<Strategy["name"] | "none", Throughput>,
  lifeSize: LifeSize,
) {
  const workloads = Object.fromEntries(
    stretches.map((stretch) => [stretch.workload.name, figures(stretch)]),
  ) as Workloads;
  const short = throughput.engine_short;
  const lostSecondsPerRefresh = (1 - short.ratioToNone) / short.refreshesPerSecond;
  const writers = {
    ...Object.fromEntries(Object.entries(throughput).map(([name, value]) => [name, roundThroughput(value)])),
    /** What a refresh costs a saturated writer, spread over the ten seconds to the next, if each tick refreshes. */
    engineShortInLife: round(1 - lostSecondsPerRefresh / LIFE_SHORT_INTERVAL_SECONDS, 4),
  };
  return {
    intervalSeconds: INTERVAL_SECONDS,
    shortIntervalSeconds: SHORT_INTERVAL_SECONDS,
    compressedTimes: round(300 / INTERVAL_SECONDS, 1),
    maxDutyCycle: 0.5,
    workloads,
    breakEvenIntervalsBetweenBursts: round(breakEven(workloads), 1),
    /** CPU of a firing with nothing to do in a session of its own, logging in included. */
    idleInNewSession: {
      blindCpuMs: round(blindMs, 1),
      engineCpuMs: round(engineMs, 1),
      nothingCpuMs: round(nothingMs, 1),
      cpuToBlind: round(engineMs / blindMs, 3),
      nothingToBlind: round(nothingMs / blindMs, 3),
    },
    writers: writers as Record<Strategy["name"] | "none", Throughput> & { engineShortInLife: number },
    idleAtLifeSize: lifeSize,
    aims: aims(workloads, throughput, lifeSize),
  };
}

function figures({ workload, transactions, staleness, efforts }: Stretch) {
  const p95 = (name: Strategy["name"]) => percentile(staleness[name], 0.95);
  const mean = (name: Strategy["name"]) => sum(staleness[name]) / staleness[name].length;
  const blindCpu = efforts[0]?.cpuSeconds ?? Number.NaN;
  const nothingCpu = efforts[STRATEGIES.length]?.cpuSeconds ?? Number.NaN;
  const strategies = STRATEGIES.map(({ name }, index): [Strategy["name"], Figures] => {
    const effort = efforts[index] as (typeof efforts)[number];
    return [
      name,
      {
        stalenessSeconds: {
          mean: round(mean(name), 3),
          p50: round(percentile(staleness[name], 0.5), 2),
          p95: round(p95(name), 2),
          max: round(Math.max(...staleness[name]), 2),
        },
        cpuSeconds: round(effort.cpuSeconds, 4),
        refreshes: effort.refreshes,
        skips: effort.skips,
        p95ToBlind: p95("blind") === 0 ? null : round(p95(name) / p95("blind"), 4),
        meanToBlind: mean("blind") === 0 ? null : round(mean(name) / mean("blind"), 4),
        cpuToBlind: round(effort.cpuSeconds / blindCpu, 4),
      },
    ];
  });
  return {
    name: workload.name,
    what: workload.title,
    seconds: workload.intervals * INTERVAL_SECONDS,
    transactions,
    strategies: Object.fromEntries(strategies) as Record<Strategy["name"], Figures>,
    /** A session that asks for nothing, on the interval of blind. */
    nothingCpuToBlind: round(nothingCpu / blindCpu, 4),
  };
}

/** How many intervals bursts must be apart for the engine with the short interval to use no more CPU than blind. */
function breakEven({ idle, office }: Workloads): number {
  const perInterval = ({ seconds }: { seconds: number }, cpuSeconds: number) =>
    (cpuSeconds * INTERVAL_SECONDS) / seconds;
  const ticks = perInterval(idle, idle.strategies.engine_short.cpuSeconds);
  const blind = perInterval(office, office.strategies.blind.cpuSeconds);
  const engine = perInterval(office, office.strategies.engine_short.cpuSeconds);
  const perBurst = ((engine - ticks) * office.seconds) / INTERVAL_SECONDS / BURSTS;
  return blind > ticks ? perBurst / (blind - ticks) : Number.POSITIVE_INFINITY;
}

function aims(
  { idle, office, calm }: Workloads,
  throughput: Record<Strategy["name"] | "none", Throughput>,
  lifeSize: LifeSize,
): Aim[] {
  const writers = (name: Strategy["name"]) => round(throughput[name].ratioToNone, 3);
  return [
    atMost(
      "idle, CPU of the engine to blind, same interval, ≤ 0.01",
      idle.strategies.engine.cpuToBlind,
      0.01,
    ),
    atMost(
      `the same, of a view whose refresh takes ${lifeSize.refreshCpuSeconds} s, ≤ 0.01`,
      lifeSize.cpuToBlind,
      0.01,
    ),
    ...[office, calm].flatMap(({ name, strategies: { engine_short: short } }) => [
      atMost(
        `${name}, p95 staleness of the engine, short interval, to blind, ≤ 0.05`,
        short.p95ToBlind ?? 0,
        0.05,
      ),
      atMost(`${name}, CPU of the engine, short interval, to blind, ≤ 1`, short.cpuToBlind, 1),
    ]),
    atLeast("writers with the engine to none, same interval, ≥ 0.98", writers("engine"), 0.98),
    atLeast("writers with the engine to none, short interval, ≥ 0.98", writers("engine_short"), 0.98),
  ];
}

function roundThroughput({
  transactionsPerSecond,
  ratioToNone,
  ratioInterval,
  refreshesPerSecond,
}: Throughput) {
  return {
    transactionsPerSecond: round(transactionsPerSecond, 0),
    ratioToNone: round(ratioToNone, 3),
    ratioInterval: ratioInterval.map((value) => round(value, 3)),
    refreshesPerSecond: round(refreshesPerSecond, 3),
  };
}
