// The sessions of the jobs are read-only, as they are when the disk is full on Supabase: nothing is refreshed or written,
// and it is said; when that is over, all is well again by itself, and an alert tells of it.
import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { call, env } from "../support/stack.ts";
import { fault } from "./support/fault.ts";

const SETTING = "alter role postgres in database postgres";

describe("a read-only database", () => {
  it("makes tick and watchdog end with read_only and write nothing, and is made up for afterwards", () =>
    fault(
      "read-only database",
      async (scene) => {
        const { sql, view } = scene;
        await sql`select dashboard_refresh.reconfigure(${view.name}, '{"max_staleness": "10 seconds"}')`;
        expect(await scene.tick()).toBe("succeeded");
        await view.addRow();
        const written = () => sql`
          select count(*)::integer as runs, max(view_state.xmin::text) as state,
            (select count(*)::integer from dashboard_refresh.alerts) as alerts
          from dashboard_refresh.view_state
          join dashboard_refresh.views on views.id = view_state.view_id and views.view = ${view.name}
          left join dashboard_refresh.runs on runs.view_id = views.id`;
        const before = await written();
        await sql.unsafe(`${SETTING} set default_transaction_read_only = on`);
        const notices: string[] = [];
        const onnotice = ({ message = "" }: postgres.Notice) => void notices.push(message);
        const job = postgres(env.SUPABASE_DB_URL, { max: 1, onnotice });
        try {
          expect((await job`select dashboard_refresh.tick(${view.name}) as said`)[0]?.said).toBe("read_only");
          await job`call dashboard_refresh.watchdog()`;
          expect(notices).toEqual(["read_only"]);
          expect(await written()).toEqual(before);

          const [row] = await job`select dashboard_refresh.status(${view.name}) as status`;
          const [problem] = row?.status.problems ?? [];
          expect(problem).toMatchObject({ code: "read_only", severity: "error" });
          expect(problem.message).toContain("for the role postgres in database postgres");
          // The API's sessions can write; that the jobs cannot is said there too.
          const status = await call("GET", `/status?view=${view.name}`);
          expect(status.json.problems).toContainEqual(expect.objectContaining({ code: "read_only" }));

          // What the hint says, as it says it.
          const statement = /Take it away: (.*)$/.exec(problem.hint)?.[1] ?? "";
          await job.unsafe(statement);
          const left = await sql`select from pg_db_role_setting where setconfig::text like '%read_only%'`;
          expect(left.length).toBe(0);
        } finally {
          await job.end();
          await sql.unsafe(`${SETTING} reset default_transaction_read_only`);
        }
        scene.faultEnds();
        await scene.nextTick();
        await scene.untilFresh();
      },
      { path: "database" },
    ));
});
