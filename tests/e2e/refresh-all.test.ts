// Every managed view at once, in the order of dependencies, by the function and by the rescue jobs.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { call, connect } from "../support/stack.ts";

const sql = connect();
const NAMES = ["e2e.all_below", "e2e.all_above", "e2e.all_apart"] as const;
const [BELOW, ABOVE, APART] = NAMES;

const drop = async () => {
  await sql`select dashboard_refresh.unmanage(view) from dashboard_refresh.views where view = any(${[...NAMES]})`;
  await sql.unsafe("drop table if exists e2e.all_rows cascade");
};
const ledger = async () =>
  sql`
    select view, status, trigger, runs.requested_by, runs.path, runs.id, runs.error_message,
      extract(epoch from runs.started_at)::double precision as started,
      extract(epoch from runs.finished_at)::double precision as finished
    from dashboard_refresh.runs join dashboard_refresh.views on views.id = view_id
    where view = any(${[...NAMES]}) order by runs.requested_at`;
const untilFinal = (count: number) =>
  eventually(
    "all runs final",
    ledger,
    (rows) => rows.length === count && rows.every(({ status }) => status !== "queued"),
    // By the rescue jobs a chain of views takes up to a minute a link.
    { deadlineMs: 180_000 },
  );
/** Of what is not this test's: whoever asks for all asks for that too. */
const othersAtRest = () =>
  eventually(
    "no other run queued",
    () => sql`select view_id from dashboard_refresh.runs where status = 'queued'`,
    (rows) => rows.length === 0,
    // By the rescue jobs a chain of views takes up to a minute a link.
    { deadlineMs: 180_000 },
  );

/** The rescue jobs, which fire at each full minute, would do their share of what waits then. */
const earlyInTheMinute = () =>
  eventually(
    "the first half of a minute",
    async () => (await sql`select extract(second from clock_timestamp())::integer as second`)[0]?.second,
    (second) => second >= 5 && second <= 30,
    { deadlineMs: 60_000 },
  );

beforeAll(async () => {
  await sql.unsafe(
    "do $$begin create schema if not exists e2e; exception when unique_violation then null; end$$",
  );
  await drop();
  await sql.unsafe(`
    create table e2e.all_rows (id integer generated always as identity primary key);
    insert into e2e.all_rows default values;
    create materialized view ${BELOW} as select id, pg_sleep(0.2)::text as slept from e2e.all_rows;
    create unique index on ${BELOW} (id);
    create materialized view ${ABOVE} as select count(*) as count from ${BELOW};
    create unique index on ${ABOVE} (count);
    create materialized view ${APART} as select max(id) as id from e2e.all_rows;
    create unique index on ${APART} (id);
  `);
  // The one that reads first.
  for (const view of [ABOVE, BELOW, APART]) {
    await sql`select dashboard_refresh.manage(${view}, settings => ${sql.json({ scheduled: false, max_duty_cycle: 1 })})`;
  }
});
beforeEach(async () => {
  await othersAtRest();
  await sql`delete from dashboard_refresh.runs where view_id in (
    select id from dashboard_refresh.views where view = any(${[...NAMES]}))`;
});
afterAll(async () => {
  await drop();
  await sql.end();
});

describe("POST /refresh of all views", () => {
  it("answers at once with their runs in order, and the function works through them", async () => {
    await earlyInTheMinute();
    await sql`insert into e2e.all_rows default values`;
    const answer = await call("POST", "/refresh", { body: { all: true } });
    expect(answer.status).toBe(202);
    const asked = answer.json.runs.map(({ view }: { view: string }) => view);
    expect(asked).toEqual(expect.arrayContaining([...NAMES]));
    expect(asked.indexOf(ABOVE)).toBeGreaterThan(asked.indexOf(BELOW));
    expect(answer.json.skipped).toEqual([]);

    const runs = await untilFinal(3);
    expect(runs.map(({ status, trigger, path }) => ({ status, trigger, path }))).toEqual(
      Array(3).fill({ status: "succeeded", trigger: "admin", path: "edge" }),
    );
    const of = (name: string) => runs.find(({ view }) => view === name);
    expect(of(ABOVE)?.started).toBeGreaterThanOrEqual(of(BELOW)?.finished);
    const [shown] = await sql.unsafe(
      `select (select count::integer from ${ABOVE}) as count, (select count(*)::integer from e2e.all_rows) as rows`,
    );
    expect(shown?.count).toBe(shown?.rows);
  });

  it("leaves the others where a branch fails, and says why the branch did", async () => {
    await sql.unsafe("alter table e2e.all_rows rename to all_rows_gone");
    await sql.unsafe(`alter materialized view ${BELOW} rename to all_below_gone`);
    await sql`update dashboard_refresh.views set relation_oid = null where view = ${BELOW}`;
    try {
      await call("POST", "/refresh", { body: { all: true, force: true } });
      const runs = await untilFinal(3);
      const of = (name: string) => runs.find(({ view }) => view === name);
      expect(of(APART)?.status).toBe("succeeded");
      expect(of(BELOW)).toMatchObject({
        status: "failed",
        error_message: expect.stringContaining("not exist"),
      });
      // The view above reads what was below by whatever name that has now, so it is no longer in the way.
      expect(of(ABOVE)?.status).toBe("succeeded");
    } finally {
      await sql.unsafe("alter materialized view e2e.all_below_gone rename to all_below");
      await sql.unsafe("alter table e2e.all_rows_gone rename to all_rows");
    }
  });
});

describe("refresh_all in SQL, with nobody to work through its runs", () => {
  it("is done by the rescue jobs, each view after those it reads", async () => {
    await sql`insert into e2e.all_rows default values`;
    await sql`select dashboard_refresh.refresh_all(true)`;
    const runs = await untilFinal(3);
    expect(runs.map(({ status, path }) => ({ status, path }))).toEqual(
      Array(3).fill({ status: "succeeded", path: "database" }),
    );
    const of = (name: string) => runs.find(({ view }) => view === name);
    expect(of(ABOVE)?.started).toBeGreaterThanOrEqual(of(BELOW)?.finished);
    expect(of(APART)?.requested_by).toBe("postgres");
  });
});
