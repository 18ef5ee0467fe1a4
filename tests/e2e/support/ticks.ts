// The test as the clock of the demo's view: its job does not fire, and ticks come when the test asks for them.
import type { Sql } from "postgres";
import { eventually } from "../../support/eventually.ts";
import { call } from "../../support/stack.ts";

export const VIEW = "public.mv_conversaciones_dashboard";
/** The job stays, and does not fire while the test is the clock. */
export const NEVER = "0 0 29 2 *";
/** A drift of nothing. */
export const NONE = { missing: 0, extra: 0, different: 0 };

/** Keeps the view's job from firing; returns what gives it its schedule back. */
export async function stopFirings(): Promise<() => Promise<void>> {
  const { json } = await call("PATCH", "/reconfigure", { body: { view: VIEW, schedule: NEVER } });
  return async () => {
    await call("PATCH", "/reconfigure", { body: { view: VIEW, schedule: json.before.schedule } });
  };
}

export const drift = async (view = VIEW, by = "") =>
  (await call("GET", `/drift?view=${view}${by && `&by=${by}`}`)).json;

export const status = async (view = VIEW) => (await call("GET", `/status?view=${view}&runs=1`)).json;

/** What a test asks the database of a view, the demo's unless it says which. */
export function createTicks(sql: Sql) {
  const tick = async (view = VIEW) =>
    (await sql`select dashboard_refresh.tick(${view}) as outcome`)[0]?.outcome as string;
  const countRuns = async (view = VIEW) =>
    (
      await sql`
        select count(*)::integer as count from dashboard_refresh.runs
        join dashboard_refresh.views on views.id = view_id where view = ${view}`
    )[0]?.count as number;

  /** Ticks until one says something else than `unchanged`: statistics may come up to 10 s after the commit. */
  const untilSeen = (view = VIEW) =>
    eventually(
      "a tick that sees the change",
      () => tick(view),
      (outcome) => outcome !== "unchanged",
      { everyMs: 200 },
    );
  /** Ticks until nothing is left to do, whatever it takes to get there. */
  const untilUnchanged = (view = VIEW) =>
    eventually(
      "a tick that finds nothing to do",
      () => tick(view),
      (outcome) => outcome === "unchanged",
      { everyMs: 200 },
    );
  return { tick, countRuns, untilSeen, untilUnchanged };
}
