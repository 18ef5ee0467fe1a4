// CONTRIBUTING.md shows all that a new setting takes, as a diff. Here it is applied to a copy of the sources.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildInstall } from "../../scripts/sql/install.ts";
import { readSources, SOURCES_DIR } from "../../scripts/sql/sources.ts";
import { findRepository } from "../../stack/index.ts";
import { type InstallDatabase, startDatabase } from "./support/database.ts";

const repoDir = findRepository();
let database: InstallDatabase;
let sql: Sql;

beforeAll(async () => {
  database = await startDatabase();
  sql = database.connect();
  await sql.unsafe(buildInstall("0.0.0", readChangedSources()));
  await sql.unsafe(`
    create table public.sales (id integer primary key, amount integer not null);
    insert into public.sales select id, id from generate_series(1, 100) as ids (id);
    create materialized view public.totals as select id, amount from public.sales;
    create unique index on public.totals (id);
    select dashboard_refresh.manage('public.totals');
  `);
});
afterAll(() => database.remove());

/** The sources after the change that CONTRIBUTING.md shows. */
function readChangedSources() {
  const [, section = ""] = readFileSync(path.join(repoDir, "CONTRIBUTING.md"), "utf8").split(
    "\n## Add a setting\n",
  );
  const [, diff = ""] = section.match(/^```diff\n(.*?)^```$/ms) ?? [];
  const rootDir = mkdtempSync(path.join(tmpdir(), "add-a-setting-"));
  try {
    cpSync(path.join(repoDir, SOURCES_DIR), path.join(rootDir, SOURCES_DIR), { recursive: true });
    execFileSync("git", ["apply", "-"], { cwd: rootDir, input: diff });
    return readSources(rootDir);
  } finally {
    rmSync(rootDir, { recursive: true, force: true });
  }
}

async function refresh(): Promise<void> {
  const [run] = await sql<[{ id: string }]>`select dashboard_refresh.request('public.totals') as id`;
  const [done] = await sql`select dashboard_refresh.run(${run.id}) ->> 'status' as status`;
  expect(done?.status).toBe("succeeded");
}

async function isAnalyzed(): Promise<boolean> {
  const [row] = await sql`select exists (select from pg_stats where tablename = 'totals') as yes`;
  return row?.yes;
}

describe("a setting added as CONTRIBUTING.md shows", () => {
  it("is the last that settings() lists, with its type, default, limits and description", async () => {
    const settings = await sql`select * from dashboard_refresh.settings()`;
    expect(settings.at(-1)).toEqual({
      name: "analyze",
      type: "boolean",
      default_value: "false",
      limits: "analyze must be true or false.",
      description: "true analyzes the view after each refresh.",
    });
  });

  it("does nothing while it has its default", async () => {
    await refresh();
    expect(await isAnalyzed()).toBe(false);
  });

  it("is changed by reconfigure, and does what it is for", async () => {
    const [row] =
      await sql`select dashboard_refresh.reconfigure('public.totals', '{"analyze": true}') as answer`;
    expect(row?.answer).toMatchObject({ before: { analyze: false }, after: { analyze: true } });
    await refresh();
    expect(await isAnalyzed()).toBe(true);
  });

  it("is changed by manage and through the API's wrapper, and null sets its default again", async () => {
    const [managed] =
      await sql`select dashboard_refresh.manage('public.totals', settings => '{"analyze": true}') as answer`;
    expect(managed?.answer.after.analyze).toBe(true);
    const [patched] =
      await sql`select public.reconfigure_dashboard_refresh(settings => '{"analyze": null}') as answer`;
    expect(patched?.answer.after.analyze).toBe(false);
  });

  it("is refused with a value of a wrong type, and named where it is misspelt", async () => {
    await expect(
      sql`select dashboard_refresh.reconfigure(settings => '{"analyze": "yes", "analize": true}')`,
    ).rejects.toMatchObject({
      code: "DR004",
      message: "analyze must be true or false. there is no setting analize; did you mean analyze?",
    });
  });
});
