// The whole way of a stranger, from the tarball alone: install an older release, upgrade, manage a view, and take all of it
// out again, which leaves a database equal to the one before.
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findInstallation, runCommand } from "../../stack/index.ts";
import { type InstallDatabase, startDatabase } from "../install/support/database.ts";
import { makeReleases, OLDER, type Releases } from "../install/support/releases.ts";
import { type Consumer, makeConsumer } from "./support/consumer.ts";
import { makePackages, type Packages, type Tarball } from "./support/package.ts";
import type { Ran } from "./support/run-program.ts";

let database: InstallDatabase;
let packages: Packages;
let older: Tarball;
let newer: Tarball;
let releases: Releases;
let consumer: Consumer;
/** The database before, with the stranger's own tables and view. */
let before: string;
/** And the files. */
let filesBefore: Record<string, string>;

beforeAll(async () => {
  database = await startDatabase();
  releases = makeReleases();
  packages = makePackages();
  older = packages.makeRelease(OLDER, databaseOf({ "install.sql": releases.older }));
  newer = packages.makeRelease(
    releases.newest,
    Object.fromEntries(
      releases.package.map(({ path: file, text }) => [file.replace("dist/database/", ""), text]),
    ),
  );
  consumer = await makeConsumer();
  filesBefore = consumer.files();
  await database.connect().unsafe(`
    create table public.sales (id integer primary key, amount integer not null);
    insert into public.sales select ids.id, ids.id * 2 from generate_series(1, 1000) as ids (id);
    create materialized view public.totals as select id % 10 as ten, sum(amount) as total from public.sales group by 1;
  `);
  before = await dump();
});
afterAll(async () => {
  consumer?.remove();
  packages?.remove();
  await database?.remove();
});

it(`init of ${OLDER} sets the project up, and db push applies it`, async () => {
  consumer.install(older);
  expect(await cli(["init"])).toMatchObject({ code: 0 });
  await push();
  expect(await version()).toBe(OLDER);
});

it("the newer package does not init over it, and upgrades it", async () => {
  consumer.install(newer);
  expect(await cli(["init"])).toMatchObject({ code: 1, stderr: expect.stringContaining("(upgrade_first)") });
  const { code, stdout, stderr } = await cli(["upgrade", "--json"]);
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout).data).toMatchObject({
    from: OLDER,
    to: releases.newest,
    database: { version: OLDER },
  });
  expect(JSON.parse((await cli(["upgrade", "--json"])).stdout)).toMatchObject({ ok: true, files: [] });
  await push();
  expect(await version()).toBe(releases.newest);
  expect(JSON.parse((await cli(["upgrade", "--json"])).stdout).data).toMatchObject({
    database: { version: releases.newest },
  });
});

it("manages a view of the stranger's own, which a tick refreshes", async () => {
  expect(await cli(["manage", "totals", "--create-index"])).toMatchObject({ code: 0 });
  await push();
  const sql = database.connect();
  await sql`insert into public.sales values (2000, 5)`;
  await sql`select dashboard_refresh.tick('totals')`;
  expect(await sql`select sum(total)::integer as total from public.totals`).toEqual([{ total: 1_001_005 }]);
});

it("undeploy takes all of it out: the database and the files are as before", async () => {
  const { code, stdout, stderr } = await cli(["undeploy", "--yes"]);
  expect(code, stdout + stderr).toBe(0);
  await push();
  await dropIndexes();
  expect(await dump()).toBe(before);
  const left = Object.entries(consumer.files()).filter(([file]) => !file.startsWith("migrations/"));
  expect(Object.fromEntries(left)).toEqual(filesBefore);
});

const cli = (words: string[]): Promise<Ran> => consumer.npx(words, { SUPABASE_DB_URL: database.url });

async function push(): Promise<void> {
  const { code, stdout, stderr } = await consumer.supabase([
    "db",
    "push",
    `--remote=${database.url}?sslmode=disable`,
    "--yes",
  ]);
  expect(code, stdout + stderr).toBe(0);
}

async function version(): Promise<string> {
  const [row] = await database.connect()`select dashboard_refresh.version() as version`;
  return row?.version;
}

/** Those that manage has proposed and the migration has made: they belong to the view, and stay with it. */
async function dropIndexes(): Promise<void> {
  const rows = await database.admin<{ name: string }[]>`
    select indexrelid::regclass::text as name from pg_index where indrelid = 'public.totals'::regclass`;
  for (const { name } of rows) await database.admin.unsafe(`drop index ${name}`);
}

/** All that pg_dump writes of the schema, but for the CLI's own tables and the key that pg_dump makes up (\restrict). */
async function dump(): Promise<string> {
  const pgDump = path.join(findInstallation().binDir, "pg_dump");
  const text = await runCommand([
    pgDump,
    "--schema-only",
    "--exclude-schema=supabase_migrations",
    `--dbname=${database.adminUrl}`,
  ]);
  return text.replace(/^\\(un)?restrict .*\n/gm, "");
}

/** The database part of a first release. Some functions of the older one expect newer columns. */
function databaseOf({ "install.sql": install = "" }: Record<string, string>): Record<string, string> {
  return {
    "install.sql": `${install.slice(0, install.indexOf("do $release$"))}set check_function_bodies = off;\n\n${install.slice(install.indexOf("do $release$"))}`,
    "uninstall.sql": "select 1;\n",
    "releases.json": JSON.stringify({
      install: { file: "install.sql", sha256: null },
      uninstall: { file: "uninstall.sql", sha256: null },
      upgrades: [],
    }),
  };
}
