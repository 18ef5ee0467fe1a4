// What the sales floor does while the strategies run: nothing, bursts with pauses, or something all the time.
import { seededRandom } from "../support/random.ts";
import { INTERVAL_SECONDS, SHORT_INTERVAL_SECONDS } from "./plan.ts";

export interface Workload {
  name: "idle" | "office" | "calm" | "constant";
  title: string;
  intervals: number;
  /** When which write is due, in seconds from the start, in order. */
  writes: readonly Write[];
}

export interface Write {
  atSeconds: number;
  kind: "message" | "reassignment";
}

/** From burst to burst, on average: in life 7.5 minutes and 20. */
const OFFICE_PAUSE_INTERVALS = 1.5;
const CALM_PAUSE_INTERVALS = 4;
export const BURSTS = 4;
const BURST_SECONDS = INTERVAL_SECONDS / 60;
/**
 * With the reassignment, as many writes as the pool has connections. PostgreSQL holds reports of a connection's changes back
 * that come within a second of the last; in life, where a burst lasts ten times as long, hardly any do.
 */
const MESSAGES_PER_BURST = 9;
const CONSTANT_WRITES_PER_SECOND = 20;

export const WORKLOADS: readonly Workload[] = [
  { name: "idle", title: "idle: no writes", intervals: 4, writes: [] },
  bursts("office", OFFICE_PAUSE_INTERVALS),
  bursts("calm", CALM_PAUSE_INTERVALS),
  {
    name: "constant",
    title: `constant: ${CONSTANT_WRITES_PER_SECOND} transactions a second`,
    intervals: 2,
    writes: Array.from({ length: 2 * INTERVAL_SECONDS * CONSTANT_WRITES_PER_SECOND }, (_, index) => ({
      atSeconds: index / CONSTANT_WRITES_PER_SECOND,
      kind: index % 100 === 50 ? "reassignment" : "message",
    })),
  },
];

/**
 * The last burst is over a third of an interval before the end, so that its late reports fall into the stretch. A burst into
 * which a tick of the short interval falls costs two refreshes: bursts begin at phases of that interval that are evenly
 * spread, so that chance does not decide how many do.
 */
function bursts(name: Workload["name"], pauseIntervals: number): Workload {
  const random = seededRandom(3);
  const pauseSeconds = pauseIntervals * INTERVAL_SECONDS;
  const writes = Array.from({ length: BURSTS }, (_, burst) => {
    const ticksBefore = Math.floor((pauseSeconds * (burst + 0.7 * random())) / SHORT_INTERVAL_SECONDS);
    const startSeconds = SHORT_INTERVAL_SECONDS * (ticksBefore + (burst + 0.5) / BURSTS);
    return Array.from({ length: MESSAGES_PER_BURST + 1 }, (_, index) => ({
      atSeconds: startSeconds + (BURST_SECONDS * index) / MESSAGES_PER_BURST,
      kind: index === 0 ? ("reassignment" as const) : ("message" as const),
    }));
  });
  return {
    name,
    title: `${name}: a reassignment of 29 prospects and ${MESSAGES_PER_BURST} messages within ${BURST_SECONDS} s, then a pause, ${pauseSeconds} s on average from burst to burst`,
    intervals: BURSTS * pauseIntervals,
    writes: writes.flat(),
  };
}
