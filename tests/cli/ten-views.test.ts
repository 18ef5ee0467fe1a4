// Views as unlike each other as those of users, each managed by the command line: found fit, registered by a migration that
// the real CLI applies, refreshed by a tick of its job, and then fresh and right.
import type { Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type InstallDatabase, startDatabase } from "../install/support/database.ts";
import { eventually } from "../support/eventually.ts";
import { addInstall, type CliProject, makeProject, type Ran } from "./support/project.ts";
import { EARLIER, foreignServer, VIEWS, type View } from "./support/views.ts";

let database: InstallDatabase;
let project: CliProject;
let sql: Sql;
const managed = new Map<string, Ran>();

beforeAll(async () => {
  database = await startDatabase();
  await database.admin.unsafe(foreignServer(database.url));
  project = makeProject(database.url);
  addInstall(project, "20260101000000");
  project.addMigration("20260101000001_earlier.sql", EARLIER);
  project.addMigration("20260102000000_views.sql", VIEWS.map((view) => view.sql).join("\n"));
  await project.push(database.url);
  sql = database.connect();
  // One after the other: each file is stamped after the one before.
  for (const { title, named } of VIEWS)
    managed.set(
      title,
      await project.run(["manage", named, "--create-index", "--max-staleness", "5 minutes", "--json"]),
    );
  await project.push(database.url);
}, 300_000);

afterAll(async () => {
  await database?.remove();
  project?.remove();
});

describe.each(VIEWS)("a view $title", (view) => {
  it("is looked at, and registered by one migration", () => {
    const { code, json, stderr } = managed.get(view.title) as Ran;
    expect(code, stderr).toBe(0);
    expect(json).toMatchObject({ ok: true, command: "manage", data: { result: "written", view: view.view } });
    expect(json.files).toHaveLength(1);
    expect(json.data.after.max_staleness).toBe("00:05:00");
  });

  it("has a unique index afterwards: its own, or the one that its rows allow", async () => {
    const { json } = managed.get(view.title) as Ran;
    const { index } = json.data.sql;
    if (view.proposed === null) expect(index).toBeNull();
    else expect(index).toContain(`(${view.proposed})`);
    const { found } = (await project.run(["manage", view.named, "--no-measure", "--json"])).json.data;
    expect(found.unique_indexes.filter((each: { usable: boolean }) => each.usable)).toHaveLength(1);
  });

  it("is fresh and right after its job has ticked", async () => {
    await tickUntil(view, "the first refresh", isRight);
    await sql.unsafe(view.write);
    await tickUntil(view, "the refresh after a change", isRight);
    const [row] = await sql`select dashboard_refresh.status(${view.view}) as status`;
    expect(row?.status.state).toBe("fresh");
  });

  it("is found managed by a second run, which changes nothing", async () => {
    const before = project.migrations();
    const { code, json } = await project.run([
      "manage",
      view.named,
      "--max-staleness",
      "5 minutes",
      "--no-measure",
      "--json",
    ]);
    expect({ code, result: json.data.result, files: json.files }).toEqual({
      code: 0,
      result: "unchanged",
      files: [],
    });
    expect(project.migrations()).toEqual(before);
  });
});

it("the migrations that were written make the same in a new database, in one go", async () => {
  const other = await startDatabase();
  try {
    await other.admin.unsafe(foreignServer(other.url));
    await project.push(other.url);
    const names = async (session: Sql) =>
      (await session`select view, max_staleness::text from dashboard_refresh.views order by view`).map(
        (row) => ({ ...row }),
      );
    expect(await names(other.connect())).toEqual(await names(sql));
  } finally {
    await other.remove();
  }
}, 120_000);

/** Runs the command of its job, and first those of the views that it is made of, as pg_cron does. */
async function tickUntil(view: View, what: string, accept: (view: View) => Promise<boolean>): Promise<void> {
  const jobs = await sql`
    select job.command
    from dashboard_refresh.views
    join cron.job on job.jobname = views.job_name
    where views.view in (${view.view}, 'public.base_matview')
    order by views.id`;
  expect(jobs.length).toBeGreaterThan(0);
  await eventually(
    `${what} of ${view.view}`,
    async () => {
      for (const { command } of jobs) await sql.unsafe(command);
      return accept(view);
    },
    (isIt) => isIt,
    { deadlineMs: 30_000, everyMs: 300 },
  );
}

/** Compared with its query; where that gives something else each time, by the number of its rows. */
async function isRight({ view, query }: View): Promise<boolean> {
  const [row] = await sql.unsafe(
    query === null
      ? `select count(*) = (select count(*) from public.events) as is_right from ${view}`
      : `select not exists (select * from ${view} except all (${query}))
          and not exists ((${query}) except all select * from ${view}) as is_right`,
  );
  return row?.is_right === true;
}
