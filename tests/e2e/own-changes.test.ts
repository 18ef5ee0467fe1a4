// A transaction that has itself changed what a view reads does not vouch for the view: what it does after a refresh may look
// like what it did before.
import type { Sql } from "postgres";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { connect } from "../support/stack.ts";
import { inNewSession, manage, tickAnew, tickIn } from "./support/views.ts";

const sql = connect();
const VIEW = "e2e_own.shown";
const UPSTREAM = "e2e_own.upstream";
const QUERY = "select id, amount from e2e_own.source";

const shown = async () => await sql.unsafe(`select * from ${VIEW} order by 1`);
/** Ticks twice, as pg_cron would, and expects the view to show what its definition gives. */
const expectRight = async (query: string) => {
  const right = await sql.unsafe(`${query} order by 1`);
  const outcomes = [await tickAnew(VIEW)];
  if (outcomes[0] === "unchanged") expect(await shown(), "what it said unchanged of").toEqual(right);
  outcomes.push(await tickAnew(VIEW));
  expect(await shown()).toEqual(right);
  return outcomes;
};
const untilUnchanged = (view = VIEW) =>
  eventually(
    "a tick that finds nothing to do",
    () => tickAnew(view),
    (outcome) => outcome === "unchanged",
    { everyMs: 200 },
  );
const skip = async (session: Sql) =>
  (await session`select dashboard_refresh.status(${VIEW}) -> 'skip' as skip`)[0]?.skip;
const create = async (query: string, settings = {}) => {
  await sql.unsafe(`create materialized view ${VIEW} as ${query}; create unique index on ${VIEW} (id)`);
  await manage(sql, VIEW, settings);
  await untilUnchanged();
};
/** One after the other in one transaction, with a tick where a statement is `tick`; what the ticks said. */
const inOneTransaction = (statements: string[], end = "commit") =>
  inNewSession(async (session) => {
    const outcomes: string[] = [];
    let told: unknown;
    await session.unsafe("begin");
    for (const statement of statements) {
      if (statement === "tick") {
        outcomes.push(await tickIn(session, VIEW));
        told = await skip(session);
      } else {
        await session.unsafe(statement);
      }
    }
    await session.unsafe(end);
    return { outcomes, told };
  });
const refill = (amount: number, table = "e2e_own.source") => [
  `truncate ${table}`,
  `insert into ${table} values (1, ${amount}), (2, ${amount})`,
];

const drop = async () => {
  for (const view of [VIEW, UPSTREAM]) {
    await sql`select dashboard_refresh.unmanage(view) from dashboard_refresh.views where view = ${view}`;
  }
  await sql.unsafe("drop schema if exists e2e_own cascade");
};
beforeEach(async () => {
  await drop();
  await sql.unsafe(`
    create schema e2e_own;
    create table e2e_own.source (id integer primary key, amount integer not null);
    create table e2e_own.child (check (id > 0)) inherits (e2e_own.source);
    create table e2e_own.parts (id integer primary key, amount integer not null) partition by range (id);
    create table e2e_own.part partition of e2e_own.parts for values from (0) to (100);
    insert into e2e_own.source values (1, 1), (2, 1);
    insert into e2e_own.parts values (1, 1), (2, 1);
    create function e2e_own.rate(amount integer) returns integer language sql immutable as 'select amount';
    create view e2e_own.between as ${QUERY};
    select pg_stat_force_next_flush()`);
});
afterEach(drop);
afterAll(() => sql.end());

describe("a refresh in a transaction that has itself changed a source", () => {
  it.each([
    ["truncated a table and filled it again, twice", QUERY, refill(10), refill(20), "e2e_own.source"],
    [
      "the same beneath a plain view",
      "select id, amount from e2e_own.between",
      refill(10),
      refill(20),
      "e2e_own.source",
    ],
    [
      "the same with a partition",
      "select id, amount from e2e_own.parts",
      refill(10, "e2e_own.part"),
      refill(20, "e2e_own.part"),
      "e2e_own.part",
    ],
    [
      "the same with a child table",
      QUERY,
      refill(30, "e2e_own.child").map((each) => each.replace("(1,", "(3,").replace("(2,", "(4,")),
      refill(40, "e2e_own.child").map((each) => each.replace("(1,", "(3,").replace("(2,", "(4,")),
      "e2e_own.child",
    ],
    [
      "rolled a second change back to a savepoint",
      QUERY,
      [...refill(10), "savepoint before"],
      [...refill(20), "rollback to before"],
      "e2e_own.source",
    ],
    [
      "changed it in a savepoint that was released",
      QUERY,
      ["savepoint before", ...refill(10), "release before"],
      refill(20),
      "e2e_own.source",
    ],
    [
      "updated rows",
      QUERY,
      ["update e2e_own.source set amount = 10"],
      ["update e2e_own.source set amount = 20"],
      "e2e_own.source",
    ],
    [
      "copied rows into it",
      QUERY,
      ["insert into e2e_own.source select 5, 5"],
      ["delete from e2e_own.source where id = 5", "insert into e2e_own.source select 5, 6"],
      "e2e_own.source",
    ],
    [
      "rewrote it",
      QUERY,
      ["alter table e2e_own.source add column rewritten float8 default random()"],
      ["truncate e2e_own.source", "insert into e2e_own.source (id, amount) values (1, 7), (2, 7)"],
      "e2e_own.source",
    ],
  ])("leaves nothing for later to rely on: it %s", async (_what, query, before, after, changed) => {
    await create(query);
    const { outcomes, told } = await inOneTransaction([...before, "tick", ...after]);
    expect(outcomes).toEqual(["succeeded"]);
    expect(told).toMatchObject({
      possible: false,
      reason: expect.stringContaining(`itself changed ${changed}`),
    });
    expect((await expectRight(query))[0]).toBe("succeeded");
    await untilUnchanged();
    expect(await skip(sql)).toMatchObject({ possible: true });
  });

  it("is repeated by every tick within that transaction, and once after it", async () => {
    await create(QUERY);
    const { outcomes } = await inOneTransaction([...refill(10), "tick", "tick"]);
    expect(outcomes).toEqual(["succeeded", "succeeded"]);
    expect(await tickAnew(VIEW)).toBe("succeeded");
    await untilUnchanged();
  });

  it("counts where the source is a view that the transaction has refreshed", async () => {
    await sql.unsafe(`create materialized view ${UPSTREAM} as ${QUERY}`);
    await manage(sql, UPSTREAM);
    await create(`select id, amount from ${UPSTREAM}`);
    await inNewSession(async (session) => {
      await session.begin(async (transaction) => {
        await transaction`select dashboard_refresh.run(dashboard_refresh.request(${UPSTREAM}))`;
        await transaction`select dashboard_refresh.run(dashboard_refresh.request(${VIEW}))`;
      });
    });
    expect(await skip(sql)).toMatchObject({ possible: false, reason: expect.stringContaining(UPSTREAM) });
    await expectRight(`select id, amount from ${UPSTREAM}`);
  });
});

describe("a transaction that has changed what is no table", () => {
  it.each([
    [
      "replaced a function, twice",
      "select id, e2e_own.rate(amount) as amount from e2e_own.source",
      (factor: number) =>
        `create or replace function e2e_own.rate(amount integer) returns integer language sql immutable as 'select amount * ${factor}'`,
    ],
    [
      "replaced a plain view beneath, twice",
      "select id, amount from e2e_own.between",
      (factor: number) =>
        `create or replace view e2e_own.between as select id, amount * ${factor} as amount from e2e_own.source`,
    ],
  ])("and %s, is seen through", async (_what, query, replace) => {
    await create(query);
    const { outcomes } = await inOneTransaction([replace(2), "tick", replace(3)]);
    expect(outcomes).toEqual(["succeeded"]);
    await expectRight(query);
    await untilUnchanged();
    expect(await shown()).toEqual(await sql.unsafe(`${query} order by 1`));
  });
});

describe("a refresh is relied on", () => {
  it("where the transaction has changed something else", async () => {
    await create(QUERY);
    const { outcomes } = await inOneTransaction([
      "insert into e2e_own.parts values (50, 50)",
      "update e2e_own.parts set amount = 51 where id = 50",
      "tick",
    ]);
    expect(outcomes).toEqual(["unchanged"]);
    await inOneTransaction([
      "insert into e2e_own.parts values (51, 50)",
      `select dashboard_refresh.run(dashboard_refresh.request('${VIEW}'))`,
    ]);
    expect(await skip(sql)).toMatchObject({ possible: true });
    expect(await tickAnew(VIEW)).toBe("unchanged");
  });

  it("where its own change was rolled back to a savepoint before", async () => {
    await create(QUERY);
    await inOneTransaction([
      "savepoint before",
      ...refill(10),
      "rollback to before",
      `select dashboard_refresh.run(dashboard_refresh.request('${VIEW}'))`,
    ]);
    expect(await skip(sql)).toMatchObject({ possible: true });
    await expectRight(QUERY);
  });

  it("where it has only read and locked rows", async () => {
    await create(QUERY);
    await inOneTransaction([
      "select * from e2e_own.source for update",
      `select dashboard_refresh.run(dashboard_refresh.request('${VIEW}'))`,
    ]);
    expect(await skip(sql)).toMatchObject({ possible: true });
    await untilUnchanged();
  });

  it("where a procedure has committed its change before", async () => {
    await create(QUERY);
    await sql.unsafe(`
      create procedure e2e_own.work() language plpgsql as $$
      begin
        truncate e2e_own.source;
        insert into e2e_own.source values (1, 10), (2, 10);
        commit;
        perform dashboard_refresh.tick('${VIEW}');
        commit;
        truncate e2e_own.source;
        insert into e2e_own.source values (1, 20), (2, 20);
        commit;
      end $$`);
    await inNewSession((session) => session`call e2e_own.work()`);
    await expectRight(QUERY);
    await untilUnchanged();
    expect(await shown()).toEqual([
      { id: 1, amount: 20 },
      { id: 2, amount: 20 },
    ]);
  });
});

describe("a prepared transaction", () => {
  afterEach(async () => {
    await sql.unsafe("rollback prepared 'e2e_own'").catch(() => {});
  });

  it("is no change before it is committed, and one after", async () => {
    await create(QUERY);
    await inOneTransaction(["update e2e_own.source set amount = 10"], "prepare transaction 'e2e_own'");
    expect(await tickAnew(VIEW)).toBe("unchanged");
    expect(await shown()).toEqual([
      { id: 1, amount: 1 },
      { id: 2, amount: 1 },
    ]);
    await inNewSession((session) => session.unsafe("commit prepared 'e2e_own'"));
    await expectRight(QUERY);
    expect(await shown()).toEqual([
      { id: 1, amount: 10 },
      { id: 2, amount: 10 },
    ]);
  });

  it("that has changed a source, refreshed and changed it again, leaves nothing to rely on", async () => {
    // Not concurrently: that makes a temporary table, and then nothing can be prepared.
    await create(QUERY, { concurrently: "never" });
    const { outcomes } = await inOneTransaction(
      [...refill(10), "tick", ...refill(20)],
      "prepare transaction 'e2e_own'",
    );
    expect(outcomes).toEqual(["succeeded"]);
    expect(await tickAnew(VIEW)).toBe("busy");
    await sql.unsafe("commit prepared 'e2e_own'");
    await expectRight(QUERY);
    expect(await shown()).toEqual([
      { id: 1, amount: 20 },
      { id: 2, amount: 20 },
    ]);
  });
});
