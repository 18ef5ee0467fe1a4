// The full install, and the roads to it.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { build } from "../../scripts/sql/build.ts";
import { SNAPSHOT_FILE, SNAPSHOT_POSTGRES, takeSnapshot } from "../../scripts/sql/snapshot.ts";
import { findInstallation, findRepository } from "../../stack/index.ts";
import { clear, digest, type InstallDatabase, startDatabase } from "./support/database.ts";

const repoDir = findRepository();
const install = build(repoDir).find((file) => file.path === "dist/database/install.sql")?.text ?? "";
const printsAsSnapshot = findInstallation().version === SNAPSHOT_POSTGRES;
let database: InstallDatabase;

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.remove());
beforeEach(() => clear(database));

describe("the full install", () => {
  it.skipIf(!printsAsSnapshot)(
    `gives what the snapshot in supabase/snapshots shows, on PostgreSQL ${SNAPSHOT_POSTGRES}`,
    async () => {
      await database.connect().unsafe(install);
      expect(await takeSnapshot(database.adminUrl), "to take a change in: npm run build:snapshot").toBe(
        readFileSync(path.join(repoDir, SNAPSHOT_FILE), "utf8"),
      );
    },
  );

  it("gives what the releases give one after the other", async () => {
    const dir = path.join(repoDir, "supabase/migrations");
    const migrations = readdirSync(dir).filter((file) => /_refresh_dashboard_[\d.]+\.sql$/.test(file));
    for (const file of migrations.sort())
      await database.connect().unsafe(readFileSync(path.join(dir, file), "utf8"));
    const oneByOne = await takeSnapshot(database.adminUrl);

    await clear(database);
    await database.connect().unsafe(install);
    expect(oneByOne).toBe(await takeSnapshot(database.adminUrl));
  });

  it("says, run a second time, that it is there already, and changes nothing", async () => {
    await database.connect().unsafe(install);
    const before = await digest(database.admin);
    const notices: string[] = [];
    const sql = postgres(database.url, { max: 1, onnotice: ({ message }) => notices.push(String(message)) });
    await sql.unsafe(install).finally(() => sql.end());
    expect(notices).toEqual([
      expect.stringMatching(/^Refresh Dashboard [\d.]+ is there already: nothing was changed$/),
    ]);
    expect(await digest(database.admin)).toBe(before);
  });

  it("refuses where another version is, and names both", async () => {
    await database.connect().unsafe(install);
    await database.admin.unsafe(
      "create or replace function dashboard_refresh.version() returns text language sql as $$ select '9.0.0' $$",
    );
    const before = await digest(database.admin);
    await expect(database.connect().unsafe(install)).rejects.toMatchObject({
      message: "Refresh Dashboard 9.0.0 is installed here",
      detail: expect.stringMatching(/^This is the full install of [\d.]+, for a database that has none\./),
    });
    expect(await digest(database.admin)).toBe(before);
  });

  it("refuses a schema dashboard_refresh that is not of a release", async () => {
    await database.connect().unsafe("create schema dashboard_refresh");
    await expect(database.connect().unsafe(install)).rejects.toMatchObject({ code: "42P06" });
  });

  it("leaves the settings of the session as they were", async () => {
    const sql = database.connect({ search_path: "app", lock_timeout: "7s" });
    await sql`begin`;
    await sql.unsafe(install);
    expect(
      await sql`select current_setting('search_path') as path, current_setting('lock_timeout') as lock_timeout`,
    ).toEqual([{ path: "app", lock_timeout: "7s" }]);
    await sql`rollback`;
  });
});
