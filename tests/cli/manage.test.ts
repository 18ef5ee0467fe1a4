// refresh-dashboard manage and unmanage against a real database: what they write, run, take over, refuse.
import type { Sql } from "postgres";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type InstallDatabase, startDatabase } from "../install/support/database.ts";
import { eventually } from "../support/eventually.ts";
import { addInstall, type CliProject, makeProject } from "./support/project.ts";

let database: InstallDatabase;
let project: CliProject;
let sql: Sql;

const PAUSED_JOB =
  "select cron.alter_job(cron.schedule('nightly', '7 3 * * *', 'refresh materialized view concurrently public.totals'), active => false)";

beforeAll(async () => {
  database = await startDatabase();
  project = makeProject(database.url);
  addInstall(project, "20260101000000");
  project.addMigration(
    "20260102000000_totals.sql",
    `create table sales (id int primary key, region text not null);
    insert into sales values (1, 'north'), (2, 'south');
    create materialized view totals as select region, count(*) as sales from public.sales group by region;`,
  );
  await project.push(database.url);
  sql = database.connect();
});

beforeEach(async () => {
  await sql.unsafe(`
    do $$ begin perform dashboard_refresh.unmanage(view) from dashboard_refresh.views; end; $$;
    select cron.unschedule(jobid) from cron.job where jobname in ('nightly', 'all of them');
    drop index if exists totals_region_key;`);
});

afterAll(async () => {
  await database?.remove();
  project?.remove();
});

const managed = async () =>
  (await sql`select view, schedule, job_name from dashboard_refresh.views`).map((row) => ({ ...row }));

it("a dry run prints the file and its text, and leaves no trace in the project or the database", async () => {
  const before = project.migrations();
  const { code, stdout } = await project.run(["manage", "totals", "--create-index", "--dry-run"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^would create supabase\/migrations\/\d{14}_manage_totals\.sql\n-- Registers public\.totals .*\);\n$/s,
  );
  expect(project.migrations()).toEqual(before);
  expect(await managed()).toEqual([]);
  expect(await sql`select from pg_indexes where tablename = 'totals'`).toHaveLength(0);
});

it("what is pending is not written a second time; other settings are a migration of their own, after it", async () => {
  const before = project.migrations();
  const first = await project.run([
    "manage",
    "totals",
    "--create-index",
    "--schedule",
    "*/7 * * * *",
    "--json",
  ]);
  expect(first.json.data.result).toBe("written");
  const again = await project.run([
    "manage",
    "totals",
    "--create-index",
    "--schedule",
    "*/7 * * * *",
    "--json",
  ]);
  expect(again.json.data.result).toBe("pending");
  const other = await project.run([
    "manage",
    "totals",
    "--set",
    "max_duty_cycle=0.25",
    "--skip-unchanged",
    "false",
    "--json",
  ]);
  expect(other.json.data.result).toBe("written");

  const written = project.migrations().filter((name) => !before.includes(name));
  expect(written).toHaveLength(2);
  expect(project.read(`supabase/migrations/${written[0]}`)).toContain("create unique index if not exists");
  await project.push(database.url);
  const [row] =
    await sql`select schedule, max_duty_cycle::float, skip_unchanged from dashboard_refresh.views`;
  expect(row).toMatchObject({ schedule: "*/7 * * * *", max_duty_cycle: 0.25, skip_unchanged: false });

  const changed = await project.run(["manage", "totals", "--schedule", "default", "--json"]);
  expect(changed.json.data).toMatchObject({ result: "written", changed: ["schedule"] });
  const ended = await project.run(["unmanage", "totals", "--json"]);
  expect(ended.json.data.result).toBe("written");
  await project.push(database.url);
  expect(await managed()).toEqual([]);
  expect(await sql`select from cron.job where jobname = 'refresh-totals'`).toHaveLength(0);
});

it("--apply takes over a paused job made by hand, of any name, and unmanage --restore-job puts it back", async () => {
  await sql.unsafe(PAUSED_JOB);
  const job = () => sql`select jobname, schedule, active, command from cron.job where jobname = 'nightly'`;
  const [before] = await job();
  const { json } = await project.run(["manage", "totals", "--apply", "--json"]);
  expect(json.data).toMatchObject({
    result: "applied",
    before: null,
    after: { schedule: "7 3 * * *", active: false, job_name: "nightly" },
    found: { jobs: [{ name: "nightly", does_only_this: true, would_be_taken_over: true }] },
  });
  expect((await job())[0]?.command).toContain("dashboard_refresh.tick(");

  const again = await project.run(["manage", "totals", "--apply", "--json"]);
  expect(again.json.data.result).toBe("unchanged");

  const ended = await project.run(["unmanage", "totals", "--restore-job", "--apply", "--json"]);
  expect(ended.json.data.result).toBe("applied");
  expect((await job())[0]).toEqual(before);

  const second = await project.run(["unmanage", "totals", "--apply"]);
  expect(second).toMatchObject({ code: 0, stdout: "public.totals is not managed: nothing was changed\n" });
});

it("a job that refreshes the view among other things is left alone and named", async () => {
  await sql.unsafe(
    "select cron.schedule('all of them', '0 4 * * *', 'refresh materialized view public.totals; analyze public.sales')",
  );
  const { code, stdout } = await project.run(["manage", "totals", "--apply"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /the cron job all of them \(0 4 \* \* \*\) of postgres refreshes it among other things and is left alone/,
  );
  const [job] = await sql`select command from cron.job where jobname = 'all of them'`;
  expect(job?.command).toBe("refresh materialized view public.totals; analyze public.sales");
});

it("wrong settings and names change nothing, and say what would be right", async () => {
  const wrong = await project.run([
    "manage",
    "totals",
    "--max-staleness",
    "soon",
    "--set",
    "skedule=1",
    "--apply",
    "--json",
  ]);
  expect(wrong.code).toBe(1);
  expect(wrong.json.error).toMatchObject({ code: "invalid_setting" });
  expect(wrong.json.error.message).toMatch(/did you mean schedule\?/);
  expect(await managed()).toEqual([]);

  const unknown = await project.run(["manage", "totalz", "--json"]);
  expect(unknown).toMatchObject({ code: 1, json: { error: { code: "not_a_materialized_view" } } });
  expect(unknown.json.error.detail).toContain("public.totals");

  const twice = await project.run([
    "manage",
    "totals",
    "--schedule",
    "* * * * *",
    "--set",
    "schedule=0 * * * *",
  ]);
  expect(twice).toMatchObject({ code: 2, stdout: "" });
});

it("rows that are not told apart allow no index: that is refused, with what to do", async () => {
  await sql.unsafe("create materialized view doubles as select 1 as one from public.sales");
  const { code, json } = await project.run(["manage", "doubles", "--create-index", "--apply", "--json"]);
  await sql.unsafe("drop materialized view doubles");
  expect({ code, error: json.error.code }).toEqual({ code: 1, error: "no_unique_key" });
  expect(await managed()).toEqual([]);
});

it("a view of another role is refused with the statement that mends it", async () => {
  await database.admin.unsafe(`create role stranger; grant create, usage on schema public to stranger;
    set role stranger; create materialized view public.strange as select 1 as one; reset role;`);
  const { code, json } = await project.run(["manage", "strange", "--apply", "--json"]);
  await database.admin.unsafe("drop owned by stranger; drop role stranger");
  expect({ code, error: json.error.code }).toEqual({ code: 1, error: "may_not_refresh" });
  expect(json.error.hint).toMatch(/Run: .*;/s);
});

it("Ctrl-C while the database is at work ends that there too, and nothing is written", async () => {
  const before = project.migrations();
  const blocker = database.connect();
  const waiting = () =>
    database.admin`select pid from pg_stat_activity
      where application_name = 'refresh-dashboard' and wait_event_type = 'Lock'`;
  await blocker`begin`;
  // Keeps every reader waiting; LOCK itself takes no materialized views.
  await blocker`alter materialized view totals rename to totals_elsewhere`;
  try {
    const ran = await project.interrupt(["manage", "totals", "--apply", "--json"], () =>
      eventually("the command waits for the lock", waiting, (rows) => rows.length > 0, {
        deadlineMs: 60_000,
      }),
    );
    expect(ran).toMatchObject({ code: 130, json: { ok: false, error: { code: "interrupted" } } });
    expect(await waiting()).toHaveLength(0);
  } finally {
    await blocker`rollback`;
  }
  expect(project.migrations()).toEqual(before);
  expect(await managed()).toEqual([]);
});

it("what was applied can be written down for other databases, its index too", async () => {
  const before = project.migrations();
  const { code, stdout } = await project.run(["manage", "totals", "--create-index", "--apply"]);
  expect(code).toBe(0);
  expect(stdout).toContain("the same command with --migration (and without --apply) writes one");
  const { json } = await project.run(["manage", "totals", "--create-index", "--migration", "--json"]);
  expect(json.data).toMatchObject({ result: "written", changed: [] });
  const [written = ""] = project.migrations().filter((name) => !before.includes(name));
  expect(project.read(`supabase/migrations/${written}`)).toMatch(
    /create unique index if not exists totals_region_key .*;\n\nselect dashboard_refresh\.manage\(/s,
  );
  await project.push(database.url);
});

it("a view that there is not cannot be unmanaged, and a migration that ends its management registers nothing", async () => {
  const unknown = await project.run(["unmanage", "totalz", "--json"]);
  expect(unknown).toMatchObject({ code: 1, json: { error: { code: "unknown_view" } } });
  expect(unknown.json.error.hint).not.toContain("dashboard_refresh.manage(");

  await project.run(["manage", "totals", "--apply"]);
  expect((await project.run(["unmanage", "totals", "--restore-job"])).code).toBe(0);
  const ended = await project.run(["unmanage", "totals", "--apply", "--json"]);
  expect(ended.json).toMatchObject({ data: { result: "applied" }, next: [] });
});

it("every setting that the database lists is an option", async () => {
  const names = (await sql`select name from dashboard_refresh.settings()`).map(({ name }) => name as string);
  const { code, stdout } = await project.run(["manage", "--help"]);
  expect(code).toBe(0);
  const options = [...stdout.matchAll(/^ {2}--([a-z-]+) <value>/gm)].map(([, option]) => option);
  expect(options).toEqual(names.map((name) => name.replaceAll("_", "-")));
});

it("a database that does not answer is exit code 3; its password is shown nowhere", async () => {
  const url = "postgresql://postgres:geheim-1@127.0.0.1:9/postgres";
  for (const words of [
    ["manage", "totals"],
    ["unmanage", "totals", "--json"],
  ]) {
    const { code, stdout, stderr } = await project.run(words, { SUPABASE_DB_URL: url });
    expect(code).toBe(3);
    expect(stdout + stderr).toContain("database_unreachable");
    expect(stdout + stderr).not.toContain("geheim-1");
  }
  const wrong = new URL(database.url);
  wrong.password = "geheim-2";
  const refused = await project.run(["manage", "totals"], { SUPABASE_DB_URL: wrong.href });
  expect(refused.code).toBe(3);
  expect(refused.stderr).not.toContain("geheim-2");
});

it("a database that cannot be written, and one without our schema, say which command helps", async () => {
  const readOnly = `${database.url}?options=-c%20default_transaction_read_only%3Don`;
  const refused = await project.run(["manage", "totals", "--json"], { SUPABASE_DB_URL: readOnly });
  expect(refused).toMatchObject({ code: 1, json: { error: { code: "database_read_only" } } });

  const other = new URL(database.adminUrl);
  other.pathname = "/template1";
  const elsewhere = await project.run(["manage", "totals", "--json"], { SUPABASE_DB_URL: other.href });
  expect(elsewhere).toMatchObject({ code: 1, json: { error: { code: "pg_cron_missing" } } });
  expect(elsewhere.json.error.hint).toContain("SUPABASE_DB_URL");
});
