// A dump that is restored into another database: it is right about its data, sends nothing, and knows what it is.
import { execFileSync } from "node:child_process";
import path from "node:path";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findInstallation } from "../../stack/index.ts";
import { describeNeeding } from "../support/needing.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { connect, connectAsAdmin, env } from "../support/stack.ts";

const describe = describeNeeding("superuser", "stack");
const COPY = "copy_of_postgres";
const sql = connect();
const admin = connectAsAdmin();
let view: SlowView;
let copy: Sql;
let installed: string[];

const inCopy = (url: string) => url.replace(/\/postgres$/, `/${COPY}`);

async function codesIn(database: Sql): Promise<string[]> {
  const rows = await database<{ code: string }[]>`
    select problem ->> 'code' as code
    from json_array_elements(dashboard_refresh.status(${view.name}) -> 'problems') as problems (problem)`;
  return rows.map(({ code }) => code);
}

const queuedIn = async (database: Sql) =>
  (await database`select url from net.http_request_queue`).map(({ url }) => url as string);

beforeAll(async () => {
  view = await createSlowView(sql, "copied");
  await sql`select dashboard_refresh.run(dashboard_refresh.request(${view.name}))`;
  await sql`select dashboard_refresh.reconfigure(${view.name}, '{"path": "edge"}')`;
  await sql`select dashboard_refresh.request(${view.name}, 'cron')`;
  await sql`
    insert into dashboard_refresh.alerts (view_id, kind, summary, facts, created_at, next_attempt_at)
    select id, 'stale', 'of the original', '{}', now(), 'infinity' from dashboard_refresh.views where view = ${view.name}`;
  await admin.unsafe(`drop database if exists ${COPY}`);
  await admin.unsafe(`create database ${COPY} owner postgres`);
  const bin = (await findInstallation()).binDir;
  // pg_cron cannot be created there. Rows of its tables would be read as commands, and take the next along.
  execFileSync(
    "bash",
    [
      "-c",
      '"$BIN/pg_dump" --exclude-table-data="cron.*" "$ORIGINAL" 2>/dev/null | "$BIN/psql" -X -q "$COPY" >/dev/null 2>&1',
    ],
    {
      env: {
        ...process.env,
        BIN: path.resolve(bin),
        ORIGINAL: env.SUPABASE_ADMIN_DB_URL,
        COPY: inCopy(env.SUPABASE_ADMIN_DB_URL),
      },
    },
  );
  copy = postgres(inCopy(env.SUPABASE_DB_URL), { max: 1, onnotice: () => {} });
  installed = await codesIn(sql);
});
afterAll(async () => {
  await copy.end();
  await admin.unsafe(`drop database ${COPY} with (force)`);
  await admin.end();
  await view.drop();
  await sql.end();
});

describe("a dump restored into another database of the server", () => {
  it("says that it is a copy, and that pg_cron, which runs elsewhere, is missing", async () => {
    expect(installed).not.toContain("not_adopted");
    expect(await codesIn(copy)).toEqual(expect.arrayContaining(["not_adopted", "cron_missing"]));
  });

  it("refreshes in the database, sends no trigger, and keeps its alerts to itself", async () => {
    await copy`update dashboard_refresh.alerts set next_attempt_at = now() where next_attempt_at = 'infinity'`;
    await copy`select dashboard_refresh.run(id) from dashboard_refresh.runs where status = 'queued'`;
    await copy.unsafe(`insert into ${view.name}_rows default values`);
    const [row] = await copy`select dashboard_refresh.tick(${view.name}) as outcome`;
    expect(row?.outcome).toBe("succeeded");
    await copy`call dashboard_refresh.watchdog()`;
    expect(
      await copy`select status, error_message from dashboard_refresh.alerts where summary = 'of the original'`,
    ).toEqual([
      {
        status: "unsent",
        error_message: expect.stringContaining("this database is a copy that was not adopted"),
      },
    ]);
    expect(await queuedIn(copy)).toEqual([]);
  });

  it("stands on its own once it is adopted, and the original does not notice", async () => {
    await copy`select dashboard_refresh.request(${view.name}, 'cron')`;
    const [row] = await copy`select dashboard_refresh.adopt() as done`;
    expect(row?.done).toMatchObject({
      adopted: true,
      reason: "it was installed in another database, postgres",
      jobs: [],
      runs_ended: 1,
    });
    expect(await codesIn(copy)).not.toContain("not_adopted");
    const [state] = await copy`
      select data_as_of, sources from dashboard_refresh.view_state
      join dashboard_refresh.views on views.id = view_state.view_id where view = ${view.name}`;
    expect(state).toEqual({ data_as_of: null, sources: null });
    const [again] = await copy`select dashboard_refresh.adopt() ->> 'adopted' as adopted`;
    expect(again?.adopted).toBe("false");
    expect(await codesIn(sql)).toEqual(installed);
  });
});
