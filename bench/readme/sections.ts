// The figures that documents quote, each with a name, as bench/results has them. A figure's text is made here and nowhere
// else.
import { z } from "zod";

/** The name is its anchor in bench/README.md, and what a document links to that quotes it. */
export interface Figure {
  name: string;
  text: string;
}

export interface Row {
  what: string;
  figures: readonly Figure[];
}

export interface Section {
  title: string;
  /** One a figure of a row. */
  columns: readonly string[];
  rows: readonly Row[];
  /** The machine and the day. */
  measured: string;
  /** Aims that were not met, each with what was measured. */
  missed: readonly string[];
}

/** Of the part's results, which are in bench/results/<part>.json. */
export interface Part {
  part: string;
  read: (results: unknown) => Section;
}

const percentiles = z.object({ p50: z.number(), p95: z.number() });
const machine = z.object({ cores: z.number(), postgresql: z.string(), date: z.string() });

const describeMachine = ({ cores, postgresql, date }: z.infer<typeof machine>) =>
  `${cores} cores, PostgreSQL ${postgresql}, ${date}.`;

const aims = z.object({
  aims: z.array(z.object({ aim: z.string(), value: z.number(), met: z.boolean() })).default([]),
});

const digits = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
const ms = (value: number) => `${digits(value)} ms`;
const mib = (bytes: number) => `${digits(bytes / 1024 / 1024)} MiB`;
const count = (value: number) => value.toLocaleString("en");
const ratio = (value: number) => value.toPrecision(2);

const one = (what: string, name: string, text: string): Row => ({ what, figures: [{ name, text }] });
/** Median and 95th percentile. */
const both = (
  what: string,
  name: string,
  { p50, p95 }: z.infer<typeof percentiles>,
  show: (value: number) => string,
): Row => ({
  what,
  figures: [
    { name, text: show(p50) },
    { name: `${name}-p95`, text: show(p95) },
  ],
});

const define = <T extends z.ZodType<{ machine: z.infer<typeof machine> }>>(
  part: string,
  schema: T,
  describe: (results: z.infer<T>) => Omit<Section, "measured" | "missed">,
): Part => ({
  part,
  read: (results) => {
    const parsed = schema.parse(results);
    return {
      ...describe(parsed),
      measured: describeMachine(parsed.machine),
      missed: aims
        .parse(results)
        .aims.filter(({ met }) => !met)
        .map(({ aim, value }) => `${aim}: ${value}`),
    };
  },
});

const tick = define(
  "tick",
  z.object({ machine, figures: z.record(z.string(), z.object({ serverMs: percentiles })) }),
  ({ figures }) => {
    const of = (key: string) => {
      const figure = figures[key];
      if (figure === undefined) throw new Error(`results/tick.json has no "${key}"`);
      return figure.serverMs;
    };
    return {
      title: "A tick that skips",
      columns: ["p50", "p95"],
      rows: [
        both("5 sources, in a session that stays", "tick", of("tick, 5 sources, session that stays"), ms),
        both("500 sources", "tick-500-sources", of("tick, 500 sources, session that stays"), ms),
        both(
          "5 sources, in a session of its own, as pg_cron opens one",
          "tick-new-session",
          of("tick, 5 sources, new session"),
          ms,
        ),
        both(
          "the watchdog with nothing to do, in a session of its own",
          "watchdog-new-session",
          of("watchdog with nothing to do, new session"),
          ms,
        ),
      ],
    };
  },
);

const chain = define(
  "chain",
  z.object({
    machine,
    coldUpSeconds: z.number(),
    warmUpSeconds: z.number(),
    triggerAnswers: z.object({ idleMs: percentiles, busyMs: percentiles, busyToIdle: percentiles }),
    chainOverhead: z.object({ edgeMs: percentiles, databaseMs: percentiles }),
  }),
  ({ triggerAnswers: { idleMs, busyMs, busyToIdle }, chainOverhead: { edgeMs, databaseMs } }) => ({
    title: "The way through pg_net, the function and the RPC",
    columns: ["p50", "p95"],
    rows: [
      both("the function's answer to a signed trigger, idle", "trigger-answer", idleMs, ms),
      both("the same while a refresh of 10 s runs", "trigger-answer-busy", busyMs, ms),
      both("ratio of the two", "trigger-answer-ratio", busyToIdle, ratio),
      both("from the tick to the start of its REFRESH", "tick-to-refresh", edgeMs, ms),
      both("the same without the function, in the database", "tick-to-refresh-database", databaseMs, ms),
    ],
  }),
);

const strategy = z.object({ cpuToBlind: z.number(), meanToBlind: z.number().nullable() });
const workload = z.object({
  nothingCpuToBlind: z.number(),
  strategies: z.object({ engine: strategy, engine_short: strategy }),
});
const strategies = define(
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

const readers = define(
  "readers",
  z.object({ machine, p50: z.object({ ratio: z.number() }), p99: z.object({ ratio: z.number() }) }),
  ({ p50, p99 }) => ({
    title: "A dashboard query during back-to-back refreshes",
    columns: ["ratio to without"],
    rows: [one("p50", "reader", ratio(p50.ratio)), one("p99", "reader-p99", ratio(p99.ratio))],
  }),
);

const sizes = z.object({
  runsRows: z.number(),
  viewsBytes: z.number(),
  logRows: z.number(),
  logBytes: z.number(),
});
const day = sizes.extend({ ticksWalBytes: z.number(), logWalBytes: z.number() });
const ticksADay = define(
  "ticks-a-day",
  z.object({ machine, before: sizes, days: z.array(day).min(1) }),
  ({ before, days }) => {
    const last = days.at(-1) as z.infer<typeof day>;
    const most = (of: (one: z.infer<typeof day>) => number) => Math.max(...days.map(of));
    return {
      title: "A day of ticks every 10 seconds that all skip",
      columns: ["a day"],
      rows: [
        one(
          "rows added to the ledger",
          "day-ledger-rows",
          count(most(({ runsRows }) => runsRows) - before.runsRows),
        ),
        one(
          "bytes added to the registry of views",
          "day-registry-bytes",
          count(last.viewsBytes - before.viewsBytes),
        ),
        one("WAL of the ticks, at most", "day-wal", mib(most(({ ticksWalBytes }) => ticksWalBytes))),
        one("rows in pg_cron's own log", "day-log-rows", count(last.logRows)),
        one("its size, at most", "day-log-size", mib(most(({ logBytes }) => logBytes))),
        one("WAL of that log, at most", "day-log-wal", mib(most(({ logWalBytes }) => logWalBytes))),
      ],
    };
  },
);

const load = define(
  "load",
  z.object({
    machine,
    views: z.number(),
    minutes: z.number(),
    seconds: z.number(),
    ledger: z.object({ runs: z.record(z.string(), z.number()), notFinal: z.number(), lost: z.number() }),
    watchdogMs: z.object({ oneViewWell: percentiles, allViewsWell: percentiles }),
    memory: z.record(z.string(), z.object({ ratio: z.number() })),
    tables: z.object({ afterRetention: z.record(z.string(), z.object({ rows: z.number() })) }),
  }),
  ({ views, minutes, seconds, ledger, watchdogMs, memory, tables }) => {
    const rowsLeft = ["dashboard_refresh.runs", "dashboard_refresh.alerts", "cron.job_run_details"]
      .map((table) => tables.afterRetention[table]?.rows ?? 0)
      .reduce((total, rows) => total + rows, 0);
    const runs = Object.values(ledger.runs).reduce((total, number) => total + number, 0);
    return {
      title: `${minutes} minutes of ticks for ${views} views, in ${seconds} seconds`,
      columns: [""],
      rows: [
        one("runs", "load-runs", count(runs)),
        one("of them not final", "load-not-final", count(ledger.notFinal)),
        one("of them lost", "load-lost", count(ledger.lost)),
        one(
          "memory of the last third to the middle third, the part that grows most",
          "load-memory",
          Math.max(...Object.values(memory).map((part) => part.ratio)).toFixed(2),
        ),
        one("rows of runs, alerts and pg_cron's log after retention", "load-rows-left", count(rowsLeft)),
        one("the watchdog, one view that is well, p50", "watchdog-one-view", ms(watchdogMs.oneViewWell.p50)),
        one(`the watchdog, ${views} views that are well, p50`, "watchdog", ms(watchdogMs.allViewsWell.p50)),
      ],
    };
  },
);

const comparison = z.object({ here: percentiles, against: percentiles, ratio: percentiles });
const house = define(
  "house",
  z.object({
    machine,
    trees: z.object({ here: z.string(), against: z.string() }),
    sqlLines: z.object({ here: z.number(), against: z.number(), ratio: z.number() }),
    figures: z.object({
      warmTickMs: comparison,
      newSessionTickMs: comparison,
      newSessionWithTickMs: comparison,
      emptySessionMs: comparison,
      tickToRefreshMs: comparison,
      bareRefreshMs: comparison,
      runMs: comparison,
      beyondRefreshMs: comparison,
    }),
  }),
  ({ trees, sqlLines, figures }) => {
    const row = (
      what: string,
      name: string,
      { here, against, ratio: shares }: z.infer<typeof comparison>,
    ) => ({
      what,
      figures: [
        { name, text: ms(here.p50) },
        { name: `${name}-p95`, text: ms(here.p95) },
        { name: `${name}-before`, text: ms(against.p50) },
        { name: `${name}-before-p95`, text: ms(against.p95) },
        { name: `${name}-ratio`, text: ratio(shares.p50) },
      ],
    });
    return {
      title: `${trees.here} against ${trees.against}, in one run`,
      columns: ["p50", "p95", "p50 before", "p95 before", "ratio of p50"],
      rows: [
        row("a tick that skips, 5 sources, in a session that stays", "house-tick", figures.warmTickMs),
        row("the same in a session of its own", "house-tick-new-session", figures.newSessionTickMs),
        row("the same with logging in", "house-session-with-tick", figures.newSessionWithTickMs),
        row("a session that asks for nothing", "house-empty-session", figures.emptySessionMs),
        row("from the tick to the start of its REFRESH", "house-tick-to-refresh", figures.tickToRefreshMs),
        row("REFRESH of the demo's view, by hand", "house-bare-refresh", figures.bareRefreshMs),
        row("a run of the same view", "house-run", figures.runMs),
        row("what it takes beyond its REFRESH", "house-beyond-refresh", figures.beyondRefreshMs),
        {
          what: "lines of SQL sources",
          figures: [
            { name: "house-sql-lines", text: count(sqlLines.here) },
            { name: "", text: "" },
            { name: "house-sql-lines-before", text: count(sqlLines.against) },
            { name: "", text: "" },
            { name: "house-sql-lines-ratio", text: ratio(sqlLines.ratio) },
          ],
        },
      ],
    };
  },
);

export const PARTS: readonly Part[] = [tick, chain, strategies, readers, ticksADay, load, house];
