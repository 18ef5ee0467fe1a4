// Drift says which rows the view has wrong right now, and whose they are.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { EJECUTIVO_ID, prepareReassignment, type Reassignment } from "../support/reassignment.ts";
import { createSlowView } from "../support/slow-view.ts";
import { call, connect } from "../support/stack.ts";
import { drift, NONE, stopFirings, VIEW } from "./support/ticks.ts";

const sql = connect();
let giveScheduleBack: () => Promise<void>;

beforeAll(async () => {
  giveScheduleBack = await stopFirings();
});
afterAll(async () => {
  await giveScheduleBack();
  await sql.end();
});

describe("drift by ejecutivo_id", () => {
  let reassignment: Reassignment;
  beforeAll(async () => {
    reassignment = await prepareReassignment(sql);
  });
  afterAll(() => reassignment.undo());

  it("says that an ejecutivo owns 29 and sees 0, and says nothing after the refresh", async () => {
    expect(await drift(VIEW, "ejecutivo_id")).toMatchObject({ ...NONE, groups: [], groups_left_out: 0 });

    await reassignment.reassign();
    const before = await drift(VIEW, "ejecutivo_id");
    expect(before).toMatchObject({
      view: VIEW,
      by: "ejecutivo_id",
      complete: true,
      missing: 0,
      extra: 0,
      different: 29,
    });
    expect(before.groups[0]).toEqual({
      value: EJECUTIVO_ID,
      defined: 29,
      shown: 0,
      missing: 29,
      extra: 0,
      different: 0,
    });
    const others = before.groups.slice(1) as { missing: number; extra: number }[];
    expect(others.reduce((sum, { extra }) => sum + extra, 0)).toBe(29);
    expect(others.every(({ missing }) => missing === 0)).toBe(true);

    expect((await call("POST", "/refresh", { body: {} })).status).toBe(200);
    expect(await drift(VIEW, "ejecutivo_id")).toMatchObject({ ...NONE, groups: [], groups_left_out: 0 });
  });
});

describe("drift of a view that joins by the equality of an extension", () => {
  beforeAll(async () => {
    await sql`create extension if not exists citext schema extensions`;
    await sql.begin(async (transaction) => {
      await transaction`create schema drift_by_mail`;
      await transaction`set local search_path = drift_by_mail, extensions`;
      await transaction`create table users (email citext primary key, seats integer)`;
      await transaction`create table orders (email citext, total integer)`;
      await transaction`insert into users values ('Ana@x.org', 1)`;
      await transaction`insert into orders values ('ana@x.org', 10)`;
      await transaction`
        create materialized view totals as select seats, total from users join orders using (email)`;
    });
    await sql`select dashboard_refresh.manage('drift_by_mail.totals', '*/5 * * * *', '{"scheduled": false}')`;
  });
  afterAll(async () => {
    await sql`select dashboard_refresh.unmanage('drift_by_mail.totals')`;
    await sql`drop schema drift_by_mail cascade`;
  });

  it("is 0 where the view is right, and counts what is missing", async () => {
    expect(await drift("drift_by_mail.totals")).toMatchObject({ complete: true, ...NONE, defined: 1 });
    await sql`insert into drift_by_mail.orders values ('ANA@X.ORG', 20)`;
    expect(await drift("drift_by_mail.totals")).toMatchObject({ complete: true, missing: 1, defined: 2 });
  });
});

describe("two who ask for the drift of a view at once", () => {
  it("cost one comparison: the second is answered 409 at once, and again when it is over", async () => {
    const view = await createSlowView(sql, "drift");
    try {
      await view.setSeconds(5);
      const first = call("GET", `/drift?view=${view.name}`);
      await eventually(
        "a comparison under way",
        () => sql`
          select from dashboard_refresh.held_locks join dashboard_refresh.views on views.id = key
          where kind = 'drift' and view = ${view.name}`,
        (locks) => locks.length === 1,
      );
      const second = await call("GET", `/drift?view=${view.name}`);
      const stillRuns = await sql`select from dashboard_refresh.held_locks where kind = 'drift'`;
      expect([second.status, second.headers.get("retry-after"), second.json.code]).toEqual([
        409,
        "5",
        "drift_running",
      ]);
      expect(second.json.detail).toMatch(/is being compared .* Session \d+ began [\d.]+ s ago\.$/);
      expect(stillRuns).toHaveLength(1);
      expect(await drift(VIEW)).toMatchObject({ complete: true });

      expect((await first).json).toMatchObject({ view: view.name, complete: true });
      await view.setSeconds(0);
      expect(await drift(view.name)).toMatchObject({ view: view.name, complete: true });
    } finally {
      await view.drop();
    }
  });
});

it("a query of 20,000 parameters is refused", async () => {
  const parameters = Array.from({ length: 20_000 }, () => "a=").join("&");
  const { status } = await call("GET", `/drift?${parameters}`);
  expect([400, 414, 422, 431]).toContain(status);
});
