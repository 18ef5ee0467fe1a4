// A refresh that gave up waiting for a lock says who held it, wherever that was, and the statement that it proposes, run
// by the role that reads it, lets the next one succeed.
import type { ReservedSql, Sql } from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { itNeeding } from "../support/needing.ts";
import { connect, connectAsAdmin, connectAsAuthenticator } from "../support/stack.ts";

const sql = connect();

beforeAll(async () => {
  await sql.unsafe(`
    drop schema if exists blockers cascade;
    create schema blockers;
    create table blockers.rows (id integer primary key, part integer not null default 0);
    create table blockers.parts (id integer not null) partition by range (id);
    create table blockers.part_1 partition of blockers.parts for values from (0) to (10);
    create table blockers.hidden (id integer primary key);
    create function blockers.count_hidden() returns bigint language plpgsql stable
      as 'begin return (select count(*) from blockers.hidden); end';
    insert into blockers.rows values (1), (2);
    create view blockers.inner_view as select rows.id from blockers.rows;
    create view blockers.outer_view as select inner_view.id from blockers.inner_view;
    create materialized view blockers.seen as
      select outer_view.id, (select count(*) from blockers.parts) as parts, blockers.count_hidden() as hidden
      from blockers.outer_view;
    create unique index seen_id_idx on blockers.seen (id);
    grant usage on schema blockers to authenticator;
    grant select on blockers.seen to authenticator;
  `);
  const settings = {
    path: "database",
    scheduled: false,
    lock_timeout: "200 milliseconds",
    max_duty_cycle: 1,
  };
  await sql`select dashboard_refresh.manage('blockers.seen', settings => ${sql.json(settings)})`;
});

beforeEach(() => configure("auto"));

afterAll(async () => {
  await sql`select dashboard_refresh.unmanage('blockers.seen')`;
  await sql`drop schema blockers cascade`;
  await sql.end();
});

const configure = (concurrently: "auto" | "never") =>
  sql`select dashboard_refresh.reconfigure('blockers.seen', ${sql.json({ concurrently })})`;

async function refresh(): Promise<{ status: string; sqlstate?: string; hint: string }> {
  const [row] = await sql`
    select dashboard_refresh.run(dashboard_refresh.request('blockers.seen', force => true)) as run`;
  return { status: row?.run.status, sqlstate: row?.run.error?.sqlstate, hint: row?.run.error?.hint };
}

interface Held {
  pid: number;
  hint: string;
}

/** Another session runs the statements and sits in its transaction; a refresh fails meanwhile, and then what is asked. */
async function whileHeld(
  connection: Sql,
  statements: string,
  then: (held: Held, session: ReservedSql) => Promise<void>,
): Promise<void> {
  const session = await connection.reserve();
  try {
    await session.unsafe(`begin; ${statements}`);
    const [holder] = await session<[{ pid: number }]>`select pg_backend_pid() as pid`;
    const run = await refresh();
    expect(run).toMatchObject({ status: "failed", sqlstate: "55P03" });
    await then({ pid: holder.pid, hint: run.hint }, session);
  } finally {
    await connection.end({ timeout: 1 }).catch(() => {});
  }
}

/** The statements of the hint, run as postgres. */
async function doAsSaid(hint: string): Promise<string[]> {
  const statements = [...hint.matchAll(/(?<=[:;] )(select pg_terminate_backend\(\d+\);)/g)].map(
    ([, s = ""]) => s,
  );
  for (const statement of statements) await sql.unsafe(statement);
  return statements;
}

const untilSucceeded = () => eventually("a refresh", refresh, ({ status }) => status === "succeeded");

describe("a refresh that waited for a lock names its holder", () => {
  it.each([
    [
      "on a table behind two plain views",
      "lock table blockers.rows in access exclusive mode",
      "AccessExclusiveLock on blockers.rows",
    ],
    [
      "on a partition",
      "lock table blockers.part_1 in access exclusive mode",
      "AccessExclusiveLock on blockers.part_1",
    ],
    [
      "on the plain view itself",
      "alter view blockers.inner_view set (security_barrier = true)",
      "AccessExclusiveLock on blockers.inner_view",
    ],
    [
      "on an index of a source",
      "alter index blockers.rows_pkey set tablespace pg_default",
      "AccessExclusiveLock on blockers.rows_pkey",
    ],
    [
      "on an index of the view",
      "alter index blockers.seen_id_idx set tablespace pg_default",
      "AccessExclusiveLock on blockers.seen_id_idx",
    ],
    [
      "on the view, where another refreshes it by hand",
      "refresh materialized view concurrently blockers.seen",
      "ExclusiveLock on blockers.seen",
    ],
    [
      "on what a function reads",
      "lock table blockers.hidden in access exclusive mode",
      "AccessExclusiveLock on blockers.hidden",
    ],
  ])("%s", async (_where, statement, lock) => {
    await whileHeld(connect(1), statement, async ({ pid, hint }) => {
      expect(hint).toContain(`pid ${pid} (postgres, `);
      expect(hint).toMatch(/idle in transaction since \d{4}-.*in its transaction since \d{4}-/);
      expect(hint).toContain(lock);
      expect(hint).not.toContain("gone");
      expect(await doAsSaid(hint)).toEqual([`select pg_terminate_backend(${pid});`]);
      await untilSucceeded();
    });
  });

  itNeeding("authenticator")(
    "a reader that sits in its transaction, which holds up a plain refresh and no concurrent one",
    async () => {
      await configure("never");
      await whileHeld(
        connectAsAuthenticator(),
        "set local application_name = 'bi-tool'; select count(*) from blockers.seen",
        async ({ pid, hint }) => {
          expect(hint).toContain(`pid ${pid} (authenticator, application bi-tool, idle in transaction`);
          expect(hint).toContain("AccessShareLock on blockers.seen");
          await configure("auto");
          expect((await refresh()).status).toBe("succeeded");
          await configure("never");
          await doAsSaid(hint);
          await untilSucceeded();
        },
      );
    },
  );

  it("a session that waits in the queue before it, and the one which that waits for", async () => {
    const waiting = connect(1);
    const reader = connect(1);
    try {
      const session = await reader.reserve();
      await session.unsafe("begin; select count(*) from blockers.rows");
      const [first] = await session<[{ pid: number }]>`select pg_backend_pid() as pid`;
      const altering = waiting.unsafe("alter table blockers.rows alter part set default 1").execute();
      const [second] = await eventually(
        "a session that waits",
        () => sql<{ pid: number }[]>`
          select pid from pg_locks where relation = 'blockers.rows'::regclass and not granted`,
        (rows) => rows.length === 1,
      );
      const { hint } = await refresh();
      expect(hint).toContain(`pid ${second?.pid} `);
      expect(hint).toContain("waits for AccessExclusiveLock on blockers.rows");
      expect(hint).toMatch(new RegExp(`pid ${first.pid} .*holds AccessShareLock on blockers\\.rows`));
      // Once the reader is gone the other goes on.
      expect(await doAsSaid(hint)).toEqual([`select pg_terminate_backend(${first.pid});`]);
      await altering;
      await untilSucceeded();
    } finally {
      await Promise.all([waiting, reader].map((each) => each.end({ timeout: 1 }).catch(() => {})));
    }
  });

  itNeeding("superuser")("a superuser's session, which only a superuser may end", async () => {
    await whileHeld(
      connectAsAdmin(),
      "lock table blockers.rows in access exclusive mode",
      async ({ pid, hint }, session) => {
        expect(hint).toContain(`as a superuser: select pg_terminate_backend(${pid});`);
        await expect(doAsSaid(hint)).rejects.toMatchObject({ code: "42501" });
        await session.unsafe("rollback");
        await untilSucceeded();
      },
    );
  });

  it("is not called gone while it is busy and holds the lock", async () => {
    const session = connect(1);
    const holding = session
      .unsafe("begin; lock table blockers.rows in access exclusive mode; select pg_sleep(2); commit")
      .execute();
    await eventually(
      "a session that holds the lock",
      () =>
        sql`select from pg_locks where relation = 'blockers.rows'::regclass and mode = 'AccessExclusiveLock'`,
      (rows) => rows.length === 1,
    );
    const { hint, status } = await refresh();
    expect(status).toBe("failed");
    expect(hint).toMatch(/pid \d+ .*active since/);
    await holding;
    await session.end();
    await untilSucceeded();
  });
});
