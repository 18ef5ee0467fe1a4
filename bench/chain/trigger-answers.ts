// How long the function takes to answer a signed trigger, with nothing else to do and while a refresh of 10 s runs.
import postgres from "postgres";
import { Webhook } from "standardwebhooks";
import { eventually } from "../../tests/support/eventually.ts";
import { createSlowView, untilRefreshing } from "../../tests/support/slow-view.ts";
import type { BenchEnv } from "../support/env.ts";
import { percentiles, ratio } from "../support/percentiles.ts";

const CALLS = 100;
const REFRESH_SECONDS = 10;

export async function measureTriggerAnswers(env: BenchEnv) {
  const sql = postgres(env.SUPABASE_DB_URL, { max: 2, onnotice: () => {} });
  const view = await createSlowView(sql, "bench_trigger");
  const webhook = new Webhook(env.REFRESH_DASHBOARD_TRIGGER_SECRET);

  /** Milliseconds from sending to the whole answer; throws unless it is 202. */
  async function answerMs(): Promise<number> {
    const [row] = await sql<[{ id: string }]>`select dashboard_refresh.request(${view.name}, 'cron') as id`;
    const body = JSON.stringify({ view: view.name, run_id: row.id });
    const at = new Date();
    const headers = {
      "content-type": "application/json",
      "webhook-id": row.id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": webhook.sign(row.id, at, body),
    };
    const start = performance.now();
    const response = await fetch(`${env.FUNCTIONS_URL}/refresh-dashboard/refresh`, {
      method: "POST",
      headers,
      body,
    });
    await response.text();
    if (response.status !== 202) throw new Error(`a trigger was answered with ${response.status}`);
    return performance.now() - start;
  }

  async function sample(): Promise<number[]> {
    const values: number[] = [];
    while (values.length < CALLS) values.push(await answerMs());
    return values;
  }

  try {
    // The first call pays for the isolate and the connections.
    await answerMs();
    const idle = percentiles(await sample());

    await view.setSeconds(REFRESH_SECONDS);
    await answerMs();
    const pid = await untilRefreshing(sql, view.name);
    const busy = percentiles(await sample());
    if ((await untilRefreshing(sql, view.name)) !== pid)
      throw new Error("the refresh ended before the measurement");
    await view.setSeconds(0);
    await sql`select pg_cancel_backend(${pid})`;
    // Runs that came after the one that was cancelled are refreshed now; dropping the view under them would deadlock.
    await eventually(
      "no run waiting",
      async () =>
        (
          await sql`
          select count(*)::integer as waiting from dashboard_refresh.runs
          join dashboard_refresh.views on views.id = view_id where view = ${view.name} and status = 'queued'`
        )[0]?.waiting,
      (waiting) => waiting === 0,
      { deadlineMs: 60_000 },
    );
    return { idleMs: idle, busyMs: busy, busyToIdle: ratio(busy, idle) };
  } finally {
    await view.drop();
    await sql.end();
  }
}
