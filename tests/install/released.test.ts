// Every release that is out, upgraded to the newest by the files that go out: what somebody has who installed it then.
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DATABASE_DIR } from "../../scripts/sql/database-files.ts";
import { migrationOf, type Release, readReleases } from "../../scripts/sql/releases.ts";
import { takeSnapshot } from "../../scripts/sql/snapshot.ts";
import { findRepository } from "../../stack/index.ts";
import { clear, type InstallDatabase, startDatabase } from "./support/database.ts";

const repoDir = findRepository();
const releases = readReleases(repoDir);
const newest = releases.at(-1)?.version ?? "";
const read = (file: string) => readFileSync(path.join(repoDir, file), "utf8");

let database: InstallDatabase;
beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.remove());
beforeEach(() => clear(database));

/** As somebody has used it: refreshed, failed, paused, changed, and a run that waits. */
const USE = `
  create schema app;
  create table app.sales (id integer primary key, amount integer not null);
  insert into app.sales values (1, 10), (2, 20);
  create materialized view app.totals as select sum(amount) as total from app.sales;
  create unique index on app.totals (total);
  create materialized view app.shares as select id, 100 / amount as share from app.sales;
  create unique index on app.shares (id);
  create materialized view app.paused as select id from app.sales;
  create unique index on app.paused (id);
  select dashboard_refresh.manage('app.totals', '*/7 * * * *', '{"max_staleness": "15 minutes", "path": "database"}');
  select dashboard_refresh.manage('app.shares', settings => '{"path": "database", "failure_limit": 3}');
  select dashboard_refresh.manage('app.paused');
  select dashboard_refresh.reconfigure('app.paused', '{"active": false}', 'ana');
`;

async function use(): Promise<void> {
  const sql = database.connect();
  await sql.unsafe(USE);
  for (const statement of [
    "select dashboard_refresh.run(dashboard_refresh.request('app.totals'))",
    "select dashboard_refresh.run(dashboard_refresh.request('app.shares'))",
    "insert into app.sales values (3, 0)",
    "select dashboard_refresh.run(dashboard_refresh.request('app.shares'))",
    "select dashboard_refresh.request('app.totals')",
  ])
    await sql.unsafe(statement);
}

/** The rows that were there before, without the columns that came with an upgrade. */
async function readRows(columns: Record<string, string[]>): Promise<Record<string, unknown>> {
  const rows: Record<string, unknown> = {};
  for (const [table, names] of Object.entries(columns)) {
    const list = names.map((name) => `"${name}"`).join(", ");
    rows[table] = await database.admin.unsafe(`select ${list} from dashboard_refresh.${table} order by 1, 2`);
  }
  return rows;
}

async function listColumns(): Promise<Record<string, string[]>> {
  const rows = await database.admin<{ table: string; names: string[] }[]>`
    select table_name as table, array_agg(column_name::text order by ordinal_position) as names
    from information_schema.columns
    where table_schema = 'dashboard_refresh'
      and table_name in ('views', 'view_state', 'runs', 'config_changes', 'alerts', 'installation')
    group by 1`;
  return Object.fromEntries(rows.map(({ table, names }) => [table, names]));
}

async function upgrade(from: Release): Promise<void> {
  for (const release of releases.slice(releases.indexOf(from) + 1))
    await database.connect().unsafe(read(migrationOf(release)));
}

describe.each(releases.slice(0, -1).map((release) => [release.version, release] as const))(
  "an install of %s",
  (_, release) => {
    const install = () => {
      // The first is a full install; what came later is an upgrade of it.
      const [first] = releases;
      if (first?.version !== release.version) throw new Error(`keep the full install of ${release.version}`);
      return database.connect().unsafe(read(migrationOf(first)));
    };

    it(`is upgraded to what an install of ${newest} gives, and keeps every row`, async () => {
      await install();
      await use();
      const columns = await listColumns();
      const rows = await readRows(columns);
      expect(rows.runs).toHaveLength(4);
      await upgrade(release);
      expect(await readRows(columns)).toEqual(rows);
      const upgraded = await takeSnapshot(database.adminUrl);

      await clear(database);
      await database.connect().unsafe(read(`${DATABASE_DIR}/install.sql`));
      await database.connect().unsafe(USE);
      expect(upgraded).toBe(await takeSnapshot(database.adminUrl));
    });

    it("goes on where it was: totals have what the ledger has, and a pause says who", async () => {
      await install();
      await use();
      await upgrade(release);
      const sql = database.connect();
      const [totals] = await sql`
        select sum(runs)::integer as runs, sum(runs) filter (where status = 'failed')::integer as failed
        from dashboard_refresh.run_totals`;
      expect(totals).toEqual({ runs: 3, failed: 1 });
      const [paused] = await sql`
        select paused_by, paused_at is not null as has_time from dashboard_refresh.views where view = 'app.paused'`;
      expect(paused).toEqual({ paused_by: "ana", has_time: true });
      const [run] = await sql`
        select dashboard_refresh.run(id) ->> 'status' as status from dashboard_refresh.runs where status = 'queued'`;
      expect(run).toEqual({ status: "succeeded" });
      const [view] = await sql`select dashboard_refresh.status('app.totals') ->> 'state' as state`;
      expect(view).toEqual({ state: "fresh" });
    });
  },
);
