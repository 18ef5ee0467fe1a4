// This tree against the repository at a git ref, both stacks up, measured in turn in one run: what a change has made
// quicker or slower, whatever the machine is.
import { findRepository, readConfig } from "../../stack/index.ts";
import { atMost, printAims } from "../support/aims.ts";
import { dropBenchSchema } from "../support/demo-copy.ts";
import type { BenchEnv, BenchRun } from "../support/env.ts";
import { round } from "../support/percentiles.ts";
import { describeMachine, writeJson } from "../support/results.ts";
import { openSession } from "../support/session.ts";
import {
  createSkippingView,
  newSessions,
  refreshes,
  type Timed,
  ticksToRefresh,
  warmTicks,
} from "./figures.ts";
import { type Comparison, compare, type OfBoth, ofBoth } from "./sides.ts";
import { countSqlLines } from "./sql-lines.ts";
import { describeTree, resolveCommit, startTree, type TreeEnv } from "./tree.ts";

/** After the ports of the benchmark's own stack. */
const PORTS_BETWEEN = 10;

export async function benchHouse(env: BenchEnv, { against: ref }: BenchRun): Promise<void> {
  if (ref === undefined) throw new Error("house compares with a git ref: -- house --against <ref>");
  const repoDir = findRepository();
  const { dir, ports } = readConfig();
  const commit = resolveCommit(repoDir, ref);
  console.log(`a stack of ${commit}`);
  const other = await startTree(
    { repoDir, dir: `${dir}-against`, port: ports.gateway + PORTS_BETWEEN },
    commit,
  );
  try {
    const figures = await measure({ here: env, against: other.env });
    const sqlLines = { here: countSqlLines(repoDir), against: countSqlLines(other.dir) };
    const aims = [
      atMost("lines of SQL sources, ≤ 4300", sqlLines.here, 4300),
      atMost("p50 of a tick that skips, session that stays, ≤ 1 ms", figures.warmTickMs.here.p50, 1),
      atMost("p50 of a tick that skips, session of its own, ≤ 10 ms", figures.newSessionTickMs.here.p50, 10),
      atMost("p50 from the tick to its REFRESH, ≤ 25 ms", figures.tickToRefreshMs.here.p50, 25),
      atMost("p50 of a refresh beyond its REFRESH, ≤ 10 ms", figures.beyondRefreshMs.here.p50, 10),
    ];
    print(figures);
    const { here, against } = sqlLines;
    console.log(
      `  lines of SQL sources: ${here} here, ${against} against, ratio ${round(here / against, 2)}`,
    );
    printAims(aims);
    const setup = await openSession(env.SUPABASE_DB_URL, "setup");
    const machine = await describeMachine(setup.sql);
    await setup.end();
    writeJson("house", {
      machine,
      trees: { here: describeTree(repoDir), against: commit, ref },
      sqlLines: { ...sqlLines, ratio: round(here / against, 3) },
      figures,
      aims,
    });
  } finally {
    await other.remove();
  }
}

type Figures = Awaited<ReturnType<typeof measure>>;

async function measure(env: OfBoth<TreeEnv>) {
  const setups = await ofBoth((side) => openSession(env[side].SUPABASE_DB_URL, "setup"));
  const sql = { here: setups.here.sql, against: setups.against.sql };
  const giveClocksBack = await ofBoth((side) => stopJobs(env[side]));
  try {
    await ofBoth(async (side) => {
      await dropBenchSchema(sql[side]);
      await sql[side].unsafe("create schema bench");
    });
    const views = await ofBoth((side) => createSkippingView(sql[side]));
    console.log("ticks that skip, in sessions that stay");
    const warm = await warmTicks(env, views.here);
    console.log("ticks that skip, in sessions of their own, and sessions that ask for nothing");
    const fresh = await newSessions(env, views.here);
    console.log("ticks to the start of their REFRESH, through the function");
    const chain = await ticksToRefresh(sql);
    console.log("runs of the demo's view, and its REFRESH by hand");
    const refreshed = await refreshes(env);
    return {
      warmTickMs: compareMs(warm),
      warmTickCpuMs: compareCpu(warm),
      newSessionTickMs: compareMs(fresh.ticks),
      newSessionWithTickMs: compareMs(fresh.withTick),
      newSessionWithTickCpuMs: compareCpu(fresh.withTick),
      emptySessionMs: compareMs(fresh.empty),
      emptySessionCpuMs: compareCpu(fresh.empty),
      tickToRefreshMs: compare(chain),
      bareRefreshMs: compareMs(refreshed.bare),
      runMs: compareMs(refreshed.run),
      beyondRefreshMs: compareMs(refreshed.beyond),
      beyondRefreshCpuMs: compareCpu(refreshed.beyond),
    };
  } finally {
    await ofBoth(async (side) => {
      await dropBenchSchema(sql[side]);
      await giveClocksBack[side]();
      await setups[side].end();
    });
  }
}

/** Of pg_cron, as the superuser, whoever made them: no tree's own way of pausing is needed. Returns what restarts them. */
async function stopJobs({ SUPABASE_ADMIN_DB_URL }: TreeEnv): Promise<() => Promise<void>> {
  const admin = await openSession(SUPABASE_ADMIN_DB_URL, "jobs");
  const jobs = await admin.sql<{ jobid: string }[]>`select jobid from cron.job where active`;
  const setActive = async (active: boolean) => {
    for (const { jobid } of jobs) await admin.sql`select cron.alter_job(${jobid}, active => ${active})`;
  };
  await setActive(false);
  return async () => {
    await setActive(true);
    await admin.end();
  };
}

const compareMs = ({ here, against }: OfBoth<Timed[]>) =>
  compare({ here: here.map(({ ms }) => ms), against: against.map(({ ms }) => ms) });
const compareCpu = ({ here, against }: OfBoth<Timed[]>) =>
  compare({ here: here.map(({ cpuMs }) => cpuMs), against: against.map(({ cpuMs }) => cpuMs) });

const NAMES: Record<keyof Figures, string> = {
  warmTickMs: "tick that skips, 5 sources, session that stays",
  warmTickCpuMs: "  CPU of the tick",
  newSessionTickMs: "the same, session of its own",
  newSessionWithTickMs: "  with logging in",
  newSessionWithTickCpuMs: "  CPU with logging in",
  emptySessionMs: "  logging in alone",
  emptySessionCpuMs: "  CPU of logging in alone",
  tickToRefreshMs: "tick to the start of its REFRESH",
  bareRefreshMs: "REFRESH of the demo's view, by hand",
  runMs: "run() of it",
  beyondRefreshMs: "  beyond its REFRESH",
  beyondRefreshCpuMs: "  CPU beyond its REFRESH",
};

function print(figures: Figures): void {
  const cells = ({ here, against, ratio }: Comparison) => ({
    "here p50 (ms)": here.p50,
    "p95 (ms)": here.p95,
    "against p50 (ms)": against.p50,
    "against p95 (ms)": against.p95,
    "ratio p50": ratio.p50,
    "ratio p95": ratio.p95,
  });
  console.table(
    Object.fromEntries(
      Object.entries(NAMES).map(([key, name]) => [name, cells(figures[key as keyof Figures])]),
    ),
  );
}
