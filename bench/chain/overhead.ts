// What the way through pg_net, gateway, function and RPC costs before the REFRESH starts, against a tick that refreshes
// in the database. From the run's row, written in the tick's transaction, so the tick's own work is in it.
import postgres from "postgres";
import { eventually } from "../../tests/support/eventually.ts";
import { createSlowView } from "../../tests/support/slow-view.ts";
import type { BenchEnv } from "../support/env.ts";
import { percentiles } from "../support/percentiles.ts";

const TICKS = 30;
/** pg_net rests for a second between batches; a tick in that second would measure the rest. */
const PAUSE_SECONDS = 1.5;

export async function measureChainOverhead(env: BenchEnv) {
  const sql = postgres(env.SUPABASE_DB_URL, { max: 2, onnotice: () => {} });
  const view = await createSlowView(sql, "bench_chain");

  async function sample(path: "edge" | "database"): Promise<number[]> {
    await sql`select dashboard_refresh.reconfigure(${view.name}, ${sql.json({ path })})`;
    await sql`delete from dashboard_refresh.runs using dashboard_refresh.views
      where views.id = view_id and view = ${view.name}`;
    for (let tick = 0; tick < TICKS; tick += 1) {
      await sql`select dashboard_refresh.tick(${view.name})`;
      await eventually(
        "the run final",
        async () =>
          (
            await sql`
            select count(*)::integer as waiting from dashboard_refresh.runs
            join dashboard_refresh.views on views.id = view_id where view = ${view.name} and status = 'queued'`
          )[0]?.waiting,
        (waiting) => waiting === 0,
      );
      await sql`select pg_sleep(${path === "edge" ? PAUSE_SECONDS : 0})`;
    }
    const runs = await sql<{ ms: number; path: string; status: string }[]>`
      select extract(epoch from started_at - requested_at)::double precision * 1000 as ms, runs.path, status
      from dashboard_refresh.runs join dashboard_refresh.views on views.id = view_id where view = ${view.name}`;
    if (runs.length !== TICKS || runs.some((run) => run.path !== path || run.status !== "succeeded")) {
      throw new Error(`not every tick refreshed on the ${path} path: ${JSON.stringify(runs)}`);
    }
    return runs.map((run) => run.ms);
  }

  try {
    return { edgeMs: percentiles(await sample("edge")), databaseMs: percentiles(await sample("database")) };
  } finally {
    await view.drop();
    await sql.end();
  }
}
