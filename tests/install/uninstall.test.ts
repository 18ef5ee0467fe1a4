// The uninstall: what it leaves is what was there before.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findInstallation, runCommand, tryCommand } from "../../stack/index.ts";
import { clear, digest, type InstallDatabase, pidOf, startDatabase } from "./support/database.ts";
import { makeProject } from "./support/push.ts";
import { makeReleases, OLDER, type Releases } from "./support/releases.ts";

let database: InstallDatabase;
let releases: Releases;
/** The database before the install, as pg_dump writes it. */
let before: string;

beforeAll(async () => {
  releases = makeReleases();
  database = await startDatabase();
});
afterAll(() => database.remove());

beforeEach(async () => {
  await clear(database);
  await database.admin`delete from vault.secrets`;
  await database.connect().unsafe(`
    create schema app;
    create table app.sales (id integer primary key, amount integer not null);
    insert into app.sales select id, id from generate_series(1, 100) as ids (id);
    create materialized view app.totals as select id, amount from app.sales;
    create unique index on app.totals (id);
    create materialized view app.doubled as select amount * 2 as doubled from app.sales;
  `);
  before = await dump();
});

/** All that pg_dump writes of the schema, but for the key that it makes up each time (\restrict). */
async function dump(): Promise<string> {
  const pgDump = path.join(findInstallation().binDir, "pg_dump");
  const text = await runCommand([pgDump, "--schema-only", `--dbname=${database.adminUrl}`]);
  return text.replace(/^\\(un)?restrict .*\n/gm, "");
}

const jobs = () => database.admin<{ name: string; schedule: string; command: string; active: boolean }[]>`
  select jobname as name, schedule, command, active from cron.job order by jobid`;

const secrets = async () =>
  (await database.admin<{ name: string }[]>`select name from vault.secrets order by name`).map(
    ({ name }) => name,
  );

/** Installs it, with both views managed, one of them by a hand-made job that was taken over. */
async function installAndManage(install = releases.install): Promise<void> {
  await database.connect({ check_function_bodies: "off" }).unsafe(install);
  await database.connect().unsafe(`
    select cron.schedule('nightly', '0 3 * * *', 'refresh materialized view concurrently app.totals');
    select cron.alter_job(jobid, active => false) from cron.job where jobname = 'nightly';
    select dashboard_refresh.manage('app.totals', '*/7 * * * *', '{"active": true}');
    select dashboard_refresh.manage('app.doubled', '*/9 * * * *', '{"active": false}');
    select dashboard_refresh.run(dashboard_refresh.request('app.totals'));
    select vault.create_secret('http://localhost:1', 'project_url');
    select vault.create_secret('whsec_' || encode(sha256('a'), 'base64'), 'refresh_dashboard_trigger_secret');
    select vault.create_secret('http://localhost:2', 'refresh_dashboard_alert_url');
    select vault.create_secret('of somebody else', 'other_secret');
  `);
}

const uninstallWith = (jobsWord: string) =>
  releases.uninstall.replace("v_jobs constant text := 'remove';", `v_jobs constant text := '${jobsWord}';`);

async function run(sql: string): Promise<string[]> {
  const notices: string[] = [];
  const session = postgres(database.url, {
    max: 1,
    onnotice: ({ message }) => notices.push(String(message)),
  });
  await session.unsafe(sql).finally(() => session.end());
  return notices;
}

describe("the uninstall", () => {
  it.each([
    ["newest", () => releases.install],
    ["older", () => releases.older],
  ])("of the %s release leaves what pg_dump showed before the install", async (_, install) => {
    await installAndManage(install());
    await run(releases.uninstall);
    expect(await dump()).toBe(before);
    expect(await jobs()).toEqual([]);
  });

  it("leaves it so after an upgrade too, by db push", async () => {
    const project = makeProject(database.url);
    try {
      await database.admin.unsafe("alter role postgres set check_function_bodies = off");
      project.addMigration("20260101000000_refresh_dashboard_older.sql", releases.older);
      project.addMigration("20260201000000_refresh_dashboard_newest.sql", releases.upgrade);
      project.addMigration("20260301000000_refresh_dashboard_uninstall.sql", releases.uninstall);
      await project.push();
    } finally {
      project.remove();
      await database.admin.unsafe("alter role postgres reset check_function_bodies");
    }
    await database.admin.unsafe("drop schema supabase_migrations cascade");
    expect(await dump()).toBe(before);
    expect(await jobs()).toEqual([]);
  });

  it("leaves the views, which can be refreshed by hand, the extensions, and the secrets of others", async () => {
    await installAndManage();
    expect(await run(releases.uninstall)).toEqual([
      `Refresh Dashboard ${releases.newest} was uninstalled; plain materialized views from now on: 2`,
    ]);
    const sql = database.connect();
    await sql.unsafe(
      "insert into app.sales values (101, 101); refresh materialized view concurrently app.totals",
    );
    expect(await sql`select count(*)::integer as rows from app.totals`).toEqual([{ rows: 101 }]);
    expect(
      await sql`select extname from pg_extension where extname in ('pg_cron', 'pg_net') order by 1`,
    ).toContainEqual({ extname: "pg_cron" });
    expect(await secrets()).toEqual(["other_secret"]);
  });

  it.each([
    ["function", "create function app.call() returns text language sql as $$ $1 $$"],
    [
      "function with a body of SQL",
      "create function app.call() returns text language sql begin atomic $1; end",
    ],
    ["view", "create view app.call as $1"],
    ["job", "select cron.schedule('call', '0 0 * * *', $$ $1 $$)"],
  ])("leaves the URL of the project in Vault where a %s of others reads it", async (_, statement) => {
    await installAndManage();
    const read = "select decrypted_secret from vault.decrypted_secrets where name = 'project_url'";
    await database.connect().unsafe(statement.replace("$1", read));
    await run(releases.uninstall);
    expect(await secrets()).toEqual(["other_secret", "project_url"]);
  });

  it("leaves the job of others that has the name which the job of a view without one would have", async () => {
    await installAndManage();
    await database.connect().unsafe(`
      select dashboard_refresh.reconfigure('app.doubled', '{"scheduled": false}');
      select cron.schedule('refresh-doubled', '0 0 * * *', 'select 42');
    `);
    await run(releases.uninstall);
    expect(await jobs()).toMatchObject([{ name: "refresh-doubled", command: "select 42" }]);
  });

  it("gives each view a plain job on its schedule, paused or not, where the jobs are to be kept", async () => {
    await installAndManage();
    await run(uninstallWith("keep"));
    expect(await jobs()).toEqual([
      {
        name: "nightly",
        schedule: "*/7 * * * *",
        command: "refresh materialized view concurrently app.totals",
        active: true,
      },
      {
        name: "refresh-doubled",
        schedule: "*/9 * * * *",
        command: "refresh materialized view app.doubled",
        active: false,
      },
    ]);
    expect(await dump()).toBe(before);
  });

  it("puts back the hand-made jobs as they were, where they are to be restored", async () => {
    await installAndManage();
    await run(uninstallWith("restore"));
    expect(await jobs()).toEqual([
      {
        name: "nightly",
        schedule: "0 3 * * *",
        command: "refresh materialized view concurrently app.totals",
        active: false,
      },
    ]);
    expect(await dump()).toBe(before);
  });

  it("says, run a second time, that there is nothing, and changes nothing", async () => {
    await installAndManage();
    await run(uninstallWith("keep"));
    const left = await jobs();
    expect(await run(releases.uninstall)).toEqual([
      "Refresh Dashboard is not installed here: there is nothing to uninstall",
    ]);
    expect(await jobs()).toEqual(left);
    expect(await dump()).toBe(before);
  });

  it("is followed by an install as if nothing had been there", async () => {
    await installAndManage();
    await run(uninstallWith("keep"));
    await database.connect().unsafe(releases.install);
    const [managed] = await database.connect()`select dashboard_refresh.manage('app.totals') as answer`;
    expect(managed?.answer.before.taken_over).toMatchObject({ name: "nightly" });
  });
});

describe("the uninstall refuses", () => {
  it.each([
    [
      "a view on a wrapper",
      "create view app.board as select public.dashboard_freshness('app.totals') as fresh",
      "view app.board depends on function public.dashboard_freshness(text)",
    ],
    [
      "a view on the ledger and one on that",
      "create view app.board as select * from dashboard_refresh.runs; create view app.top as select * from app.board",
      "view app.board depends on table dashboard_refresh.runs",
    ],
    [
      "a foreign key",
      "create table app.notes (view_id integer constraint of_view references dashboard_refresh.views)",
      "constraint of_view on table app.notes depends on table dashboard_refresh.views",
    ],
    [
      "a column of a type",
      "create table app.notes (problems dashboard_refresh.problem[])",
      "column problems of table app.notes depends on type dashboard_refresh.problem[]",
    ],
    [
      "an argument of a row type",
      "create function app.show(run dashboard_refresh.runs) returns text language sql as 'select null'",
      "function app.show(dashboard_refresh.runs) depends on type dashboard_refresh.runs",
    ],
  ])("where others have made %s, and names it", async (_, statement, detail) => {
    await installAndManage();
    await database.connect().unsafe(statement);
    const untouched = [await digest(database.admin), await secrets()];
    await expect(database.connect().unsafe(releases.uninstall)).rejects.toMatchObject({
      code: "2BP01",
      message: "others use what an uninstall of Refresh Dashboard takes away",
      detail: expect.stringContaining(detail),
    });
    expect([await digest(database.admin), await secrets()]).toEqual(untouched);
  });

  it("where there is something of others in the schema, and names it", async () => {
    await installAndManage();
    await database.connect().unsafe(`
      create table dashboard_refresh.notes (id integer generated always as identity);
      create function dashboard_refresh.note() returns text language sql as $$ select 'noted' $$`);
    await expect(database.connect().unsafe(releases.uninstall)).rejects.toMatchObject({
      code: "2BP01",
      message: "the schema dashboard_refresh has objects in it that are not of Refresh Dashboard",
      detail: "table dashboard_refresh.notes; function dashboard_refresh.note(). Nothing was changed.",
    });
  });

  it("a version that it does not know, and a schema that no release made", async () => {
    await installAndManage();
    await database.admin.unsafe(
      "create or replace function dashboard_refresh.version() returns text language sql as $$ select '9.0.0' $$",
    );
    await expect(database.connect().unsafe(releases.uninstall)).rejects.toMatchObject({
      message: "Refresh Dashboard 9.0.0 is installed here",
      hint: "Use the uninstall of the version that is installed.",
    });
    await database.admin.unsafe("drop schema dashboard_refresh cascade; create schema dashboard_refresh");
    await expect(database.connect().unsafe(releases.uninstall)).rejects.toMatchObject({ code: "55000" });
  });

  it("another role than the one that installed it, a word that says nothing, and a name that is taken", async () => {
    await installAndManage();
    await expect(database.admin.unsafe(releases.uninstall)).rejects.toMatchObject({ code: "42501" });
    await expect(database.connect().unsafe(uninstallWith("perhaps"))).rejects.toMatchObject({
      code: "22023",
    });
    await database.connect().unsafe(`
      select dashboard_refresh.reconfigure('app.totals', '{"job_name": "other"}');
      select cron.schedule('nightly', '0 0 * * *', 'select 1');
    `);
    await expect(database.connect().unsafe(uninstallWith("restore"))).rejects.toMatchObject({
      code: "DR009",
    });
  });

  it("to wait for a session at work for more than 2 s, and names it", async () => {
    await installAndManage();
    const holding = database.connect();
    const pid = await pidOf(holding);
    await holding`begin`;
    await holding`select from dashboard_refresh.runs for update`;
    const untouched = await digest(database.admin);
    await expect(database.connect().unsafe(releases.uninstall)).rejects.toMatchObject({
      code: "55P03",
      detail: `Nothing was changed. Sessions at work in dashboard_refresh now: ${pid}.`,
    });
    await holding`rollback`;
    expect(await digest(database.admin)).toBe(untouched);
  });
});

describe("an uninstall whose session is killed", () => {
  it("at one statement or another leaves the release whole", async () => {
    await installAndManage();
    const file = path.join(mkdtempSync(path.join(tmpdir(), "uninstall-")), "uninstall.sql");
    await database.admin.unsafe(`
      create schema fault;
      grant usage on schema fault to postgres;
      create sequence fault.statements;
      create function fault.strike() returns event_trigger language plpgsql security definer as $$
      begin
        if nextval('fault.statements') = nullif(current_setting('fault.at', true), '')::bigint then
          perform pg_terminate_backend(pg_backend_pid());
        end if;
      end;
      $$;
      create event trigger strike on ddl_command_end execute function fault.strike();
    `);
    try {
      writeFileSync(file, uninstallWith("keep"));
      const untouched = [await digest(database.admin), await secrets()];
      const psql = path.join(findInstallation().binDir, "psql");
      for (let at = 1; ; at += at < 6 ? 1 : 6) {
        await database.admin`select setval('fault.statements', 1, false)`;
        const { output } = await tryCommand(
          [psql, "--no-psqlrc", `--dbname=${database.url}`, `--file=${file}`],
          {
            env: { ...process.env, PGOPTIONS: `-c fault.at=${at}` },
          },
        );
        if (output.includes("was uninstalled")) {
          expect(at).toBeGreaterThan(20);
          break;
        }
        expect(output, `at statement ${at}`).toContain("terminating connection");
        expect([await digest(database.admin), await secrets()], `after statement ${at}`).toEqual(untouched);
      }
    } finally {
      await database.admin.unsafe("drop event trigger strike; drop schema fault cascade");
      rmSync(path.dirname(file), { recursive: true });
    }
    expect(await dump()).toBe(before);
  }, 300_000);
});

it("the older release is one that is known", () => {
  expect(releases.uninstall).toContain(`array['${OLDER}', '${releases.newest}']`);
});
