// An upgrade that is killed leaves the release before it whole, wherever it was.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { clear, digest, type InstallDatabase, startDatabase } from "./support/database.ts";
import { kill, makeProject, type Project } from "./support/push.ts";
import { makeReleases, type Releases } from "./support/releases.ts";

let database: InstallDatabase;
let releases: Releases;
let before: string;

beforeAll(async () => {
  releases = makeReleases();
  database = await startDatabase();
  // Strikes at the statement of that number; counts them in a sequence, which no rollback sets back.
  await database.admin.unsafe(`
    create schema fault;
    create sequence fault.statements;
    create function fault.strike() returns event_trigger language plpgsql security definer as $$
    begin
      if nextval('fault.statements') = nullif(current_setting('fault.at', true), '')::bigint then
        perform pg_terminate_backend(pg_backend_pid());
      end if;
    end;
    $$;
  `);
  await database.connect({ check_function_bodies: "off" }).unsafe(releases.older);
  await database.admin.unsafe(
    "create event trigger strike on ddl_command_end execute function fault.strike()",
  );
  before = await digest(database.admin);
});
afterAll(() => database.remove());

describe("an upgrade whose session is killed", () => {
  it("at any statement leaves the release before it whole", async () => {
    await database.admin`select setval('fault.statements', 1, false)`;
    const sql = database.connect();
    await sql`begin`;
    await sql.unsafe(releases.upgrade);
    await sql`rollback`;
    const [{ statements }] = await database.admin<[{ statements: number }]>`
      select last_value::integer as statements from fault.statements`;
    expect(statements).toBeGreaterThan(100);

    for (let at = 1; at <= statements; at += 1) {
      await database.admin`select setval('fault.statements', 1, false)`;
      const killed = database.connect({ "fault.at": String(at) });
      await expect(killed.unsafe(releases.upgrade), `at statement ${at}`).rejects.toMatchObject({
        code: "57P01",
      });
      await killed.end();
      expect(await digest(database.admin), `after statement ${at}`).toBe(before);
    }
  }, 300_000);
});

describe("a db push that is killed", () => {
  let project: Project;
  beforeAll(async () => {
    project = makeProject(database.url);
  });
  afterAll(() => project.remove());

  it.each([
    ["as it begins", "select pg_advisory_xact_lock(20261104, 0)"],
    ["while it changes tables", "lock table dashboard_refresh.runs in share mode"],
    ["near its end, while it makes the jobs again", "lock table cron.job in share mode"],
  ])("%s leaves the release before it whole, and the next one upgrades", async (_, statement) => {
    // Long enough to be killed in, if it were not for the upgrade's own limit.
    const holding = database.connect();
    const admin = database.admin;
    project.addMigration("20260201000000_refresh_dashboard_newest.sql", releases.upgrade);
    await admin.begin(async (sql) => {
      await sql.unsafe(statement);
      const push = project.startPush();
      const waiting = await eventually(
        "a push that waits",
        () => sql<{ pid: number }[]>`select pid from pg_locks where not granted`,
        (rows) => rows.length > 0,
      );
      await kill(push);
      expect(waiting).toHaveLength(1);
    });
    await eventually(
      "the end of the killed session",
      () =>
        admin`select from pg_stat_activity where application_name <> '' and query like '%release$%' and pid <> pg_backend_pid()`,
      (rows) => rows.length === 0,
    );
    await holding.end();
    expect(await digest(admin)).toBe(before);
  });

  it("is made up for by the next", async () => {
    await project.push();
    const [{ version }] = await database.admin<
      [{ version: string }]
    >`select dashboard_refresh.version() as version`;
    expect(version).toBe(releases.newest);
    await clear(database);
  });
});
