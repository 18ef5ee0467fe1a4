// What is compared, and the time it is compressed into.

/** The interval I. In life it is 300 s; BENCH_INTERVAL_SECONDS=300 measures that, in an hour. */
export const INTERVAL_SECONDS = Number(process.env.BENCH_INTERVAL_SECONDS ?? 30);
export const SHORT_INTERVAL_SECONDS = INTERVAL_SECONDS / 30;

/** What a session of its own is asked again and again. */
export interface Ask {
  name: string;
  statement: string;
}

/** On an interval. */
export interface Firing extends Ask {
  intervalMs: number;
  /** Staggered, so that refreshes due in the same second do not compete for the cores. */
  offsetMs: number;
}

export interface Strategy extends Firing {
  name: "blind" | "engine" | "engine_short";
  title: string;
  view: string;
}

const longMs = INTERVAL_SECONDS * 1000;
const shortMs = SHORT_INTERVAL_SECONDS * 1000;
export const tickOf = (view: string) => `select dashboard_refresh.tick('${view}') as said`;

export const STRATEGIES: readonly Strategy[] = [
  {
    name: "blind",
    title: `blind refresh every ${longMs / 1000} s`,
    view: "bench.blind",
    intervalMs: longMs,
    offsetMs: 0,
    statement: "refresh materialized view concurrently bench.blind",
  },
  {
    name: "engine",
    title: `engine every ${longMs / 1000} s`,
    view: "bench.engine",
    intervalMs: longMs,
    offsetMs: shortMs / 3,
    statement: tickOf("bench.engine"),
  },
  {
    name: "engine_short",
    title: `engine every ${shortMs / 1000} s`,
    view: "bench.engine_short",
    intervalMs: shortMs,
    offsetMs: (shortMs * 2) / 3,
    statement: tickOf("bench.engine_short"),
  },
];

/** Asks for nothing, on the interval: no strategy can cost less. */
export const NOTHING: Firing = {
  name: "nothing",
  intervalMs: longMs,
  offsetMs: shortMs / 6,
  statement: "select",
};
