// Extensions that are moved, dropped and created again: nothing of ours goes with them, and all is well afterwards.
import type { TransactionSql } from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNeeding } from "../support/needing.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { connect, connectAsAdmin } from "../support/stack.ts";

const describe = describeNeeding("superuser");
const sql = connect();
const admin = connectAsAdmin();
let view: SlowView;

/** Does this as the platform, and what follows as the owner of the jobs; all of it is undone. */
async function afterwards(
  statements: string,
  look: (transaction: TransactionSql) => Promise<void>,
): Promise<void> {
  const undo = new Error("undone");
  await admin
    .begin(async (transaction) => {
      await transaction
        .unsafe(`set local lock_timeout = '20s'; ${statements}; set local role postgres`)
        .simple();
      await look(transaction);
      throw undo;
    })
    .catch((error) => {
      if (error !== undo) throw error;
    });
}

const countObjects = async (transaction: TransactionSql) =>
  (
    await transaction`
      select
        (select count(*)::integer from pg_proc where pronamespace = 'dashboard_refresh'::regnamespace) as routines,
        (select count(*)::integer from pg_class where relnamespace = 'dashboard_refresh'::regnamespace) as relations`
  )[0];
const tick = async (transaction: TransactionSql) =>
  (await transaction`select dashboard_refresh.tick(${view.name}) as outcome`)[0]?.outcome;
const codes = async (transaction: TransactionSql) =>
  (
    await transaction`
      select problem ->> 'code' as code
      from json_array_elements(dashboard_refresh.status(${view.name}) -> 'problems') as problems (problem)`
  ).map(({ code }) => code as string);
const reason = async (transaction: TransactionSql) =>
  (await transaction`select dashboard_refresh.status(${view.name}) -> 'path' ->> 'reason' as reason`)[0]
    ?.reason;

let before: Awaited<ReturnType<typeof countObjects>>;
beforeAll(async () => {
  view = await createSlowView(sql, "extended");
  await sql`select dashboard_refresh.run(dashboard_refresh.request(${view.name}))`;
  await sql`select dashboard_refresh.reconfigure(${view.name}, '{"path": "edge"}')`;
  before = await sql.begin(countObjects);
});
afterAll(async () => {
  await view.drop();
  await sql.end();
  await admin.end();
});

describe("pgcrypto", () => {
  it("may be in any schema: triggers are signed and sent", () =>
    afterwards(
      "create schema elsewhere; alter extension pgcrypto set schema elsewhere",
      async (transaction) => {
        expect(await tick(transaction)).toBe("requested");
        const [request] = await transaction`
        select headers ->> 'webhook-signature' as signature from net.http_request_queue order by id desc limit 1`;
        expect(request?.signature).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
      },
    ));
});

describe("pg_net", () => {
  it("may be gone: ticks refresh in the database, and status says why", () =>
    afterwards(
      "drop extension if exists pg_net cascade; drop schema if exists net cascade",
      async (transaction) => {
        expect(await tick(transaction)).toBe("succeeded");
        expect(await reason(transaction)).toBe("pg_net is not installed");
        expect(await countObjects(transaction)).toEqual(before);
      },
    ));
});

describe("Vault", () => {
  it("may be gone: ticks refresh in the database, and status says why", () =>
    afterwards(
      "drop extension if exists supabase_vault cascade; drop schema if exists vault cascade",
      async (transaction) => {
        expect(await tick(transaction)).toBe("succeeded");
        expect(await reason(transaction)).toBe("Vault is not installed");
        expect(await countObjects(transaction)).toEqual(before);
      },
    ));
});

describe("pg_cron", () => {
  const drop = "drop extension pg_cron cascade";

  it("may be gone: status still answers, and says so", () =>
    afterwards(drop, async (transaction) => {
      expect(await codes(transaction)).toContain("cron_missing");
      expect(await tick(transaction)).toBe("requested");
      expect(await countObjects(transaction)).toEqual(before);
    }));

  it("created again has lost its jobs, and adopt() makes them", () =>
    afterwards(
      `${drop};
      create extension pg_cron with schema pg_catalog;
      grant usage on schema cron to postgres;
      grant all on all functions in schema cron to postgres;
      grant select on cron.job to postgres;
      grant all on cron.job_run_details to postgres`,
      async (transaction) => {
        expect(await codes(transaction)).toContain("watchdog_missing");
        const [row] = await transaction`select dashboard_refresh.adopt() as done`;
        expect(row?.done).toMatchObject({ adopted: false, runs_ended: 0 });
        expect(row?.done.jobs).toContain("refresh-dashboard-watchdog");
        expect(await codes(transaction)).not.toContain("watchdog_missing");
        await transaction`select dashboard_refresh._record_failed_ticks(clock_timestamp())`;
        await transaction`select dashboard_refresh._delete_expired(clock_timestamp())`;
      },
    ));
});
