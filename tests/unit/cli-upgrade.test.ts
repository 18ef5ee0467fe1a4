// upgrade: from what is installed to this version, where manifest, folder and database agree.
import { rmSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  assetsOf,
  CONFIG,
  call,
  databaseOf,
  FUNCTION_DIR,
  functionOf,
  installOf,
  makeProject,
  readAll,
  STAMP,
  upgradeOf,
  writeAll,
} from "./support/cli.ts";

const OLD = ["0.0.8"];
const NEW = ["0.0.8", "0.0.9", "0.1.0"];
const INSTALL = `supabase/migrations/${STAMP}_refresh_dashboard_0.0.8.sql`;
const FIRST = "supabase/migrations/20260304050608_refresh_dashboard_0.0.9.sql";
const SECOND = "supabase/migrations/20260304050609_refresh_dashboard_0.1.0.sql";
const MANIFEST = `${FUNCTION_DIR}/.installed.json`;
const at = (file: string) => `${FUNCTION_DIR}/${file}`;

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
});

/** A project with the older version in it. */
async function older(): Promise<string> {
  const { rootDir, remove } = makeProject({ "supabase/config.toml": CONFIG });
  removals.push(remove);
  expect((await call(rootDir, ["init"], { assets: assetsOf(OLD) })).exitCode).toBe(0);
  return rootDir;
}

const upgrade = (rootDir: string, query = databaseOf("0.0.8", [STAMP]), words: string[] = []) =>
  call(rootDir, ["upgrade", ...words, "--json"], { assets: assetsOf(NEW), query });

describe("where all agree", () => {
  it("writes one migration a release, and replaces the function", async () => {
    const rootDir = await older();
    const { exitCode, json } = await upgrade(rootDir);
    expect({ exitCode, data: json.data }).toMatchObject({
      exitCode: 0,
      data: { from: "0.0.8", to: "0.1.0", migrations: [FIRST, SECOND], database: { version: "0.0.8" } },
    });
    const files = readAll(rootDir);
    expect(files).toMatchObject({
      [INSTALL]: installOf("0.0.8"),
      [FIRST]: upgradeOf("0.0.8", "0.0.9"),
      [SECOND]: upgradeOf("0.0.9", "0.1.0"),
      [at("index.ts")]: functionOf("0.1.0")["index.ts"],
      [at("only/0.1.0.ts")]: expect.anything(),
    });
    expect(files[at("only/0.0.8.ts")]).toBeUndefined();
    expect(JSON.parse(files[MANIFEST] ?? "")).toMatchObject({
      version: "0.1.0",
      migrations: [{ path: INSTALL }, { path: FIRST, from: "0.0.8" }, { path: SECOND, to: "0.1.0" }],
    });
    // First the database, then the function.
    expect((json.next as string[]).map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
      "supabase db push",
      "supabase functions deploy",
    ]);
  });

  it("has nothing to do a second time, whatever of it the database has", async () => {
    const rootDir = await older();
    await upgrade(rootDir);
    const before = readAll(rootDir);
    for (const query of [
      databaseOf("0.0.8", [STAMP]),
      databaseOf("0.0.9", [STAMP, "20260304050608"]),
      databaseOf("0.1.0", [STAMP, "20260304050608", "20260304050609"]),
      databaseOf("0.0.9", null),
      databaseOf(null, []),
    ]) {
      const { exitCode, json } = await upgrade(rootDir, query);
      expect({ exitCode, files: json.files }).toEqual({ exitCode: 0, files: [] });
      expect((json.done as string[])[0]).toContain("nothing was changed");
    }
    expect(readAll(rootDir)).toEqual(before);
  });

  it("counts what lies unapplied in the folder", async () => {
    const rootDir = await older();
    expect((await upgrade(rootDir, databaseOf(null, ["20200101000000"]))).json).toMatchObject({
      ok: true,
      data: { from: "0.0.8" },
    });
  });

  it("goes by manifest and folder where the database does not answer, and says so", async () => {
    const rootDir = await older();
    const { exitCode, json } = await call(rootDir, ["upgrade", "--json"], { assets: assetsOf(NEW) });
    expect(exitCode).toBe(0);
    expect((json.done as string[]).join()).toContain("nobody answers");
  });

  it("goes by manifest and database where the migrations were squashed into another", async () => {
    const rootDir = await older();
    rmSync(path.join(rootDir, INSTALL));
    writeAll(rootDir, { "supabase/migrations/20260101000000_squashed.sql": "-- dump\n" });
    expect((await upgrade(rootDir, databaseOf("0.0.8", ["20260101000000"]))).exitCode).toBe(0);
  });

  it("with --dry-run writes nothing", async () => {
    const rootDir = await older();
    const before = readAll(rootDir);
    const { json } = await upgrade(rootDir, undefined, ["--dry-run"]);
    expect(json.files).toContainEqual({ path: SECOND, action: "create" });
    expect(json.files).toContainEqual({ path: at("only/0.0.8.ts"), action: "remove" });
    expect(readAll(rootDir)).toEqual(before);
  });
});

describe("the function's files that the user has changed", () => {
  it("stop it, by name", async () => {
    const rootDir = await older();
    writeAll(rootDir, { [at("index.ts")]: "mine\n", [at("only/0.0.8.ts")]: "mine too\n" });
    const before = readAll(rootDir);
    const { exitCode, json } = await upgrade(rootDir);
    expect(exitCode).toBe(1);
    expect(json.error).toMatchObject({
      code: "changed_by_user",
      detail: expect.stringContaining(at("index.ts")),
    });
    expect(json.error?.detail).toContain(at("only/0.0.8.ts"));
    expect(readAll(rootDir)).toEqual(before);
  });

  it("are kept as .orig with --force", async () => {
    const rootDir = await older();
    writeAll(rootDir, {
      [at("index.ts")]: "mine\n",
      [at("only/0.0.8.ts")]: "mine too\n",
      [at("extra.ts")]: "extra\n",
    });
    expect((await upgrade(rootDir, undefined, ["--force"])).exitCode).toBe(0);
    const files = readAll(rootDir);
    expect(files).toMatchObject({
      [at("index.ts")]: functionOf("0.1.0")["index.ts"],
      [at("index.ts.orig")]: "mine\n",
      [at("only/0.0.8.ts.orig")]: "mine too\n",
      [at("extra.ts")]: "extra\n",
    });
    expect(files[at("only/0.0.8.ts")]).toBeUndefined();
  });
});

describe("refuses, says who says what, and writes nothing,", () => {
  it.each([
    ["the database has another version", databaseOf("0.0.9", [STAMP]), 1, "has 0.0.9"],
    ["the database has none, though the migration is applied", databaseOf(null, [STAMP]), 1, "has none"],
  ])("where %s", async (_where, query, code, says) => {
    const rootDir = await older();
    await refuses(rootDir, query, code, ["the manifest says 0.0.8", "leads to 0.0.8", says]);
  });

  it("where the folder has another version than the manifest", async () => {
    const rootDir = await older();
    writeAll(rootDir, { [FIRST]: upgradeOf("0.0.8", "0.0.9") });
    await refuses(rootDir, databaseOf("0.0.8", [STAMP]), 1, ["the manifest says 0.0.8", "leads to 0.0.9"]);
  });

  it("where the folder has none, and the database does not answer: it cannot be told", async () => {
    const rootDir = await older();
    rmSync(path.join(rootDir, INSTALL));
    await refuses(rootDir, undefined, 3, ["the manifest says 0.0.8", "has none of ours", "nobody answers"]);
  });

  it("where a newer one is in the database", async () => {
    const rootDir = await older();
    const { json } = await upgrade(rootDir, databaseOf("0.2.0", [STAMP]));
    expect(json.error).toMatchObject({ code: "newer_installed", message: expect.stringContaining("0.2.0") });
  });

  it("where nothing is installed", async () => {
    const { rootDir, remove } = makeProject();
    removals.push(remove);
    const { json } = await upgrade(rootDir, databaseOf(null, []));
    expect(json.error).toMatchObject({ code: "not_installed", hint: "npx refresh-dashboard init" });
  });

  it("where no release leads from there to here", async () => {
    const rootDir = await older();
    const assets = assetsOf(["0.0.9", "0.1.0"]);
    const { json } = await call(rootDir, ["upgrade", "--json"], {
      assets,
      query: databaseOf("0.0.8", [STAMP]),
    });
    expect(json.error).toMatchObject({ code: "no_upgrade_path", detail: "Upgrades start from 0.0.9." });
  });

  async function refuses(
    rootDir: string,
    query: Parameters<typeof upgrade>[1] | undefined,
    exitCode: number,
    says: string[],
  ) {
    const before = readAll(rootDir);
    const called = await call(rootDir, ["upgrade", "--json"], {
      assets: assetsOf(NEW),
      ...(query === undefined ? {} : { query }),
    });
    expect(called.exitCode).toBe(exitCode);
    expect(called.json.error?.code).toBe("contradiction");
    for (const each of says) expect(called.json.error?.detail).toContain(each);
    expect(readAll(rootDir)).toEqual(before);
  }
});
