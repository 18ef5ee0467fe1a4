// The engine against blind refreshes.
import { z } from "zod";
import { define, digits, machine, one, ratio } from "../section.ts";

const strategy = z.object({ cpuToBlind: z.number(), meanToBlind: z.number().nullable() });
const workload = z.object({
  nothingCpuToBlind: z.number(),
  strategies: z.object({ engine: strategy, engine_short: strategy }),
});
export const strategies = define(
  "strategies",
  z.object({
    machine,
    compressedTimes: z.number(),
    workloads: z.object({ idle: workload, office: workload, calm: workload }),
    breakEvenIntervalsBetweenBursts: z.number(),
    idleInNewSession: z.object({ cpuToBlind: z.number(), nothingToBlind: z.number() }),
    idleAtLifeSize: z.object({ refreshCpuSeconds: z.number(), cpuToBlind: z.number() }),
    writers: z.object({
      engine_short: z.object({
        ratioToNone: z.number(),
        ratioInterval: z.tuple([z.number(), z.number()]),
      }),
    }),
  }),
  (results) => {
    const { idle, office, calm } = results.workloads;
    const { idleInNewSession, idleAtLifeSize, writers } = results;
    const [low, high] = writers.engine_short.ratioInterval;
    const short = (value: z.infer<typeof workload>) => value.strategies.engine_short;
    return {
      title: `The engine against a blind refresh on an interval (1 is the blind refresh; time compressed ${results.compressedTimes} times)`,
      columns: ["ratio"],
      rows: [
        one(
          "idle, same interval, sessions that stay: CPU",
          "idle-cpu",
          ratio(idle.strategies.engine.cpuToBlind),
        ),
        one("of it a session that asks for nothing", "idle-cpu-nothing", ratio(idle.nothingCpuToBlind)),
        one(
          `the same for a view whose refresh takes ${idleAtLifeSize.refreshCpuSeconds.toFixed(1)} s of CPU`,
          "idle-cpu-life-size",
          ratio(idleAtLifeSize.cpuToBlind),
        ),
        one(
          "the demo's view, a new session for each firing, logging in included: CPU",
          "idle-cpu-new-session",
          ratio(idleInNewSession.cpuToBlind),
        ),
        one(
          "of it a session that asks for nothing",
          "idle-cpu-new-session-nothing",
          ratio(idleInNewSession.nothingToBlind),
        ),
        one(
          "office, a burst every 1.5 intervals, interval 30 times shorter: mean staleness",
          "office-staleness",
          ratio(short(office).meanToBlind ?? 0),
        ),
        one("the same: CPU", "office-cpu", ratio(short(office).cpuToBlind)),
        one(
          "calm office, a burst every 4 intervals: mean staleness",
          "calm-staleness",
          ratio(short(calm).meanToBlind ?? 0),
        ),
        one("the same: CPU", "calm-cpu", ratio(short(calm).cpuToBlind)),
        one(
          "intervals between bursts at which the shorter interval costs the CPU of blind",
          "break-even",
          digits(results.breakEvenIntervalsBetweenBursts),
        ),
        one(
          "a saturated writer beside the engine, short interval, to beside nothing (95 % interval)",
          "writer-throughput",
          `${writers.engine_short.ratioToNone.toFixed(3)} (${low.toFixed(3)} – ${high.toFixed(3)})`,
        ),
      ],
    };
  },
);
