// What only the platform can break: each is broken in a transaction that is taken back, seen by its check, mended by what
// the check says to do, and seen no more.
import type { TransactionSql } from "postgres";
import { afterAll, expect, it } from "vitest";
import { describeNeeding } from "../support/needing.ts";
import { connect, connectAsAdmin } from "../support/stack.ts";

const describe = describeNeeding("superuser");
const admin = connectAsAdmin();
const sql = connect();

afterAll(async () => {
  await admin.end();
  await sql.end();
});

interface Row {
  status: string;
  finding: string;
  repair: { kind: string; text: string } | null;
}

interface Case {
  id: string;
  /** What the platform does. */
  breaking: string;
  status: "warning" | "error";
  finding: RegExp;
  /** In place of a repair that takes the real extension or the superuser's own words. */
  mending?: string;
}

const VIEW = "public.mv_conversaciones_dashboard";

const cases: Case[] = [
  {
    id: "cron_roles",
    breaking: `
      create role owner_of_a_job nologin;
      insert into cron.job (schedule, command, username, database) values ('0 0 1 1 *', 'select 1', 'owner_of_a_job', current_database())`,
    status: "warning",
    finding: /The role owner_of_a_job owns jobs .* may not log in/,
  },
  {
    id: "cron_roles",
    breaking:
      "insert into cron.job (schedule, command, username, database) values ('0 0 1 1 *', 'select 1', 'nobody_any_more', current_database())",
    status: "error",
    finding: /nobody_any_more, which is gone: pg_cron cannot start/,
  },
  {
    id: "net_worker",
    breaking: `
      create or replace function net.check_worker_is_up() returns void language plpgsql as
        $$begin if current_setting('fixture.restarted', true) is distinct from 'yes' then raise 'down'; end if; end$$;
      create or replace function net.worker_restart() returns boolean language sql as
        $$select set_config('fixture.restarted', 'yes', true) is not null$$`,
    status: "error",
    finding: /The worker of pg_net is not up/,
  },
  {
    id: "net_queue_trigger",
    breaking: `
      create function public.steal() returns trigger language plpgsql as 'begin return new; end';
      create trigger steal before insert on net.http_request_queue for each row execute function public.steal()`,
    status: "error",
    finding: /has a trigger, steal, which would run/,
  },
  {
    id: "net_installed",
    breaking: "alter schema net rename to net_away",
    status: "error",
    finding: /pg_net is not installed/,
    mending: "alter schema net_away rename to net",
  },
  {
    id: "vault_installed",
    breaking: "alter schema vault rename to vault_away",
    status: "error",
    finding: /Vault is not installed/,
    mending: "alter schema vault_away rename to vault",
  },
  {
    id: "cron_installed",
    breaking: "alter schema cron rename to cron_away",
    status: "error",
    finding: /pg_cron is not installed/,
    mending: "alter schema cron_away rename to cron",
  },
  {
    id: "statistics",
    breaking: "set local track_counts = off",
    status: "error",
    finding: /track_counts is off/,
  },
  {
    id: "schema_exposed",
    breaking: "alter role authenticator set pgrst.db_schemas = 'public, dashboard_refresh, graphql_public'",
    status: "error",
    finding: /offers the schema dashboard_refresh/,
  },
  {
    id: "realtime_publication",
    breaking: `
      drop publication if exists supabase_realtime;
      create publication supabase_realtime for table dashboard_refresh.runs, dashboard_refresh.views`,
    status: "warning",
    finding: /supabase_realtime.*: runs, views/,
  },
  {
    id: "view_index",
    breaking: `
      create index broken_idx on ${VIEW} ((1));
      update pg_index set indisvalid = false where indexrelid = 'public.broken_idx'::regclass`,
    status: "warning",
    finding: /broken_idx is invalid/,
  },
  {
    id: "view_temp",
    breaking: `
      alter materialized view ${VIEW} owner to authenticator;
      grant authenticator to postgres;
      do $$begin execute format('revoke temporary on database %I from public, authenticator', current_database()); end$$`,
    status: "error",
    finding: /authenticator, which owns .* has no TEMPORARY on the database/,
  },
];

/** As the owner of the jobs, whose doctor it is. */
async function look(transaction: TransactionSql, id: string): Promise<Row> {
  await transaction`set local role postgres`;
  const rows = await transaction<Row[]>`
    select item ->> 'status' as status, item ->> 'finding' as finding, item -> 'repair' as repair
    from json_array_elements(dashboard_refresh.doctor(${id}) -> 'checks') as listed (item)
    order by item ->> 'view' is distinct from ${VIEW}
    limit 1`;
  await transaction`reset role`;
  return rows[0] as Row;
}

/** Who may: "as a superuser: …" is said where the owner of the jobs may not. */
const statementsOf = (row: Row) => row.repair?.text.replace(/^as [\w ]+: /, "") ?? "";

describe("a check of what only the platform can break", () => {
  it.each(cases)("$id is seen, and mended by what it says to do: $finding", async (each) => {
    const undo = new Error("undone");
    await admin
      .begin(async (transaction) => {
        await transaction`set local lock_timeout = '20s'`;
        expect(await look(transaction, each.id)).toMatchObject({ status: "ok" });
        await transaction.unsafe(each.breaking).simple();
        const broken = await look(transaction, each.id);
        expect(broken).toMatchObject({
          status: each.status,
          finding: expect.stringMatching(each.finding),
          repair: { kind: expect.any(String), text: expect.stringMatching(/\S/) },
        });
        await transaction.unsafe(each.mending ?? statementsOf(broken)).simple();
        expect(await look(transaction, each.id)).toMatchObject({ status: "ok" });
        throw undo;
      })
      .catch((error) => {
        if (error !== undo) throw error;
      });
  });
});

it("the doctor of fifty views writes nothing", async () => {
  const undo = new Error("undone");
  await sql
    .begin(async (transaction) => {
      await transaction`create schema many`;
      await transaction.unsafe(`do $$begin
        for i in 1..50 loop
          execute format('create table many.t%s as select g as id from generate_series(1, 100) as g', i);
          execute format('create materialized view many.v%1$s as select id from many.t%1$s', i);
          execute format('create unique index on many.v%s (id)', i);
          perform dashboard_refresh.manage(format('many.v%s', i), settings => '{"scheduled": false}');
        end loop;
      end$$`);
      await transaction`set local transaction_read_only = on`;
      const [row] = await transaction`
        select json_array_length(dashboard_refresh.doctor() -> 'checks') as checks`;
      expect(row?.checks).toBeGreaterThan(50 * 30);
      throw undo;
    })
    .catch((error) => {
      if (error !== undo) throw error;
    });
});
