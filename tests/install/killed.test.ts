// An upgrade that is killed leaves the release before it whole, wherever it was.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Sql, TransactionSql } from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takeSnapshot } from "../../scripts/sql/snapshot.ts";
import { findInstallation, tryCommand } from "../../stack/index.ts";
import { eventually } from "../support/eventually.ts";
import { clear, digest, type InstallDatabase, startDatabase } from "./support/database.ts";
import { kill, makeProject, type Project } from "./support/push.ts";
import { makeReleases, OLDER, type Releases } from "./support/releases.ts";

let database: InstallDatabase;
let releases: Releases;
let before: string;
let upgradeFile: string;

beforeAll(async () => {
  releases = makeReleases();
  upgradeFile = path.join(mkdtempSync(path.join(tmpdir(), "killed-")), "upgrade.sql");
  writeFileSync(upgradeFile, releases.upgrade);
  database = await startDatabase();
  // Strikes at the statement of that number; counts them in a sequence, which no rollback sets back.
  await database.admin.unsafe(`
    create schema fault;
    grant usage on schema fault to postgres;
    create sequence fault.statements;
    create table fault.seen (id integer generated always as identity, tag text);
    grant select on fault.seen to postgres;
    create function fault.strike() returns event_trigger language plpgsql security definer as $$
    begin
      insert into fault.seen (tag) values (tg_tag);
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
afterAll(async () => {
  await database.remove();
  rmSync(path.dirname(upgradeFile), { recursive: true });
});

describe("an upgrade whose session is killed", () => {
  it("at any change of a table, any drop or privilege, or among the functions, leaves the release before it whole", async () => {
    const tags = await readTags();
    const chosen = tags.flatMap((tag, index) =>
      ["CREATE FUNCTION", "COMMENT"].includes(tag) && index % 20 !== 0 ? [] : [index + 1],
    );
    expect(tags).toContain("ALTER TABLE");
    expect(tags).toContain("DROP ROUTINE");
    for (const at of chosen) {
      await database.admin`select setval('fault.statements', 1, false)`;
      const { output } = await runInPsql(at);
      expect(output, `at statement ${at}`).toContain("terminating connection");
      const [{ reached }] = await database.admin<[{ reached: number }]>`
        select last_value::integer as reached from fault.statements`;
      expect(reached, "the statement at which it was killed").toBe(at);
      expect(await digest(database.admin), `after statement ${at}`).toBe(before);
    }
  }, 300_000);
});

/** Of all statements of an upgrade, in order. */
async function readTags(): Promise<string[]> {
  const sql = database.connect();
  await sql`begin`;
  await sql.unsafe(releases.upgrade);
  const rows = await sql<{ tag: string }[]>`select tag from fault.seen order by id`;
  await sql`rollback`;
  return rows.map(({ tag }) => tag);
}

/** As a person would: without --single-transaction, and without a stop at the first error. */
function runInPsql(at: number) {
  // Not Debian's wrapper of that name, which takes longer than the upgrade.
  const psql = path.join(findInstallation().binDir, "psql");
  return tryCommand([psql, "--no-psqlrc", "--quiet", `--dbname=${database.url}`, `--file=${upgradeFile}`], {
    env: { ...process.env, PGOPTIONS: `-c fault.at=${at}` },
  });
}

describe("a db push that is killed", () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject(database.url);
    project.addMigration("20260201000000_refresh_dashboard_newest.sql", releases.upgrade);
  });
  afterAll(() => project.remove());

  /** Kills a push while it waits for what the statement has locked, or until it tries again; returns its server process. */
  async function killWaiting(sql: TransactionSql): Promise<number> {
    const push = project.startPush();
    const [waiting] = await eventually(
      "a push that waits",
      () => sql<{ pid: number }[]>`
        select pid from pg_stat_activity
        where datname = current_database() and (wait_event_type = 'Lock' or wait_event = 'PgSleep')`,
      (rows) => rows.length === 1,
    );
    await kill(push);
    return waiting?.pid ?? 0;
  }

  /** The server learns that its client is gone when it has done what it was given. */
  const untilGone = (sql: Sql, pid: number) =>
    eventually(
      "the end of the killed session",
      () => sql`select from pg_stat_get_activity(${pid})`,
      (rows) => rows.length === 0,
    );

  it.each([
    ["as it begins", "select pg_advisory_xact_lock(20261104, 0)"],
    ["while it changes tables", "lock table dashboard_refresh.runs in share mode"],
    ["near its end, while it makes the jobs again", "lock table cron.job in share mode"],
  ])("%s leaves the release before it whole", async (_, statement) => {
    await database.admin.begin(async (sql) => {
      await sql.unsafe(statement);
      await untilGone(database.connect(), await killWaiting(sql));
    });
    expect(await digest(database.admin)).toBe(before);
  });

  it("while the server goes on leaves one of both whole, and the next push gives the newest", async () => {
    const pid = await database.admin.begin(async (sql) => {
      await sql.unsafe("lock table dashboard_refresh.runs in share mode");
      return killWaiting(sql);
    });
    await untilGone(database.admin, pid);
    const [{ version }] = await database.admin<[{ version: string }]>`select dashboard_refresh.version()`;
    if (version === OLDER) expect(await digest(database.admin)).toBe(before);

    await project.push();
    const upgraded = await takeSnapshot(database.adminUrl);
    await clear(database);
    await database.connect().unsafe(releases.install);
    expect(upgraded).toBe(await takeSnapshot(database.adminUrl));
  });
});
