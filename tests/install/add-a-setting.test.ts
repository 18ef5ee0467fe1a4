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

async function isDated(): Promise<boolean> {
  const [row] = await sql`
    select coalesce(obj_description('public.totals'::regclass) like 'Data as of 2%', false) as yes`;
  return row?.yes;
}

describe("a setting added as CONTRIBUTING.md shows", () => {
  it("is the last that settings() lists, with its type, default, limits and description", async () => {
    const settings = await sql`select * from dashboard_refresh.settings()`;
    expect(settings.at(-1)).toEqual({
      name: "dated_comment",
      type: "boolean",
      default_value: "false",
      limits: "dated_comment must be true or false.",
      description: "true writes into the comment of the view as of when its data is.",
    });
  });

  it("does nothing while it has its default", async () => {
    await refresh();
    expect(await isDated()).toBe(false);
  });

  it("is changed by reconfigure, and does what it is for", async () => {
    const [row] =
      await sql`select dashboard_refresh.reconfigure('public.totals', '{"dated_comment": true}') as answer`;
    expect(row?.answer).toMatchObject({ before: { dated_comment: false }, after: { dated_comment: true } });
    await refresh();
    expect(await isDated()).toBe(true);
  });

  it("is changed by manage and through the API's wrapper, and null sets its default again", async () => {
    const [managed] =
      await sql`select dashboard_refresh.manage('public.totals', settings => '{"dated_comment": true}') as answer`;
    expect(managed?.answer.after.dated_comment).toBe(true);
    const [patched] =
      await sql`select public.reconfigure_dashboard_refresh(settings => '{"dated_comment": null}') as answer`;
    expect(patched?.answer.after.dated_comment).toBe(false);
  });

  it("is refused with a value of a wrong type, and named where it is misspelt", async () => {
    await expect(
      sql`select dashboard_refresh.reconfigure(settings => '{"dated_comment": "yes", "dated_coment": true}')`,
    ).rejects.toMatchObject({
      code: "DR004",
      message:
        "dated_comment must be true or false. there is no setting dated_coment; did you mean dated_comment?",
    });
  });
});
