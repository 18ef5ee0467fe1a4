// init: what it writes, what it leaves alone, what it refuses.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  CONFIG,
  call,
  type Files,
  FUNCTION_DIR,
  functionOf,
  installOf,
  makeProject,
  readAll,
  STAMP,
  UNINSTALL,
  upgradeOf,
  writeAll,
} from "./support/cli.ts";

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
});

function project(files: Files = {}): string {
  const { rootDir, remove } = makeProject({ "supabase/config.toml": CONFIG, ...files });
  removals.push(remove);
  return rootDir;
}

const MIGRATION = `supabase/migrations/${STAMP}_refresh_dashboard_0.1.0.sql`;
const at = (file: string) => `${FUNCTION_DIR}/${file}`;

describe("in a project without it", () => {
  it("writes the migration, the function, the configuration and what it has written", async () => {
    const rootDir = project({ "supabase/migrations/20250101000000_mine.sql": "select 1;\n" });
    const { exitCode, stdout } = await call(rootDir, ["init"]);
    expect(exitCode).toBe(0);
    const files = readAll(rootDir);
    expect(files[MIGRATION]).toBe(installOf("0.1.0"));
    expect(files[at("index.ts")]).toBe(functionOf("0.1.0")["index.ts"]);
    expect(files["supabase/config.toml"]?.startsWith(CONFIG)).toBe(true);
    expect(files["supabase/config.toml"]).toContain("[functions.refresh-dashboard]");
    expect(files["supabase/.env.example"]).toContain("REFRESH_DASHBOARD_PROJECT_URL=");
    expect(files["supabase/.gitignore"]).toContain("\n.env\n");
    expect(JSON.parse(files[at(".installed.json")] ?? "")).toMatchObject({
      version: "0.1.0",
      files: { "index.ts": expect.stringMatching(/^[0-9a-f]{64}$/) },
      migrations: [{ path: MIGRATION, from: null, to: "0.1.0" }],
    });
    expect(stdout).toContain(`created ${MIGRATION}`);
    for (const next of ["supabase db push", "refresh-dashboard manage VIEW", "refresh-dashboard deploy"])
      expect(stdout).toContain(next);
  });

  it("from a folder below it too, and from elsewhere by --workdir", async () => {
    const rootDir = project({ "app/src/a.ts": "" });
    expect((await call(path.join(rootDir, "app/src"), ["init"])).exitCode).toBe(0);
    expect(readAll(rootDir)[MIGRATION]).toBeDefined();
    const other = project();
    expect((await call("/", ["init", "--workdir", other])).exitCode).toBe(0);
    expect(readAll(other)[MIGRATION]).toBeDefined();
  });

  it("gives the migration a stamp after the newest that is there", async () => {
    const rootDir = project({ "supabase/migrations/20991231235959_mine.sql": "select 1;\n" });
    await call(rootDir, ["init"]);
    expect(Object.keys(readAll(rootDir))).toContain(
      "supabase/migrations/21000101000000_refresh_dashboard_0.1.0.sql",
    );
  });

  it("with --dry-run writes nothing, and says what it would write", async () => {
    const rootDir = project();
    const before = readAll(rootDir);
    const { stdout, exitCode } = await call(rootDir, ["init", "--dry-run"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`would create ${MIGRATION}\n`);
    expect(stdout).toContain("would change supabase/config.toml\n");
    expect(readAll(rootDir)).toEqual(before);
  });

  it("with --json prints one document, and nothing else", async () => {
    const rootDir = project();
    const { json, stderr } = await call(rootDir, ["init", "--json"]);
    expect(stderr).toBe("");
    expect(json).toMatchObject({ ok: true, command: "init", dry_run: false, data: { migration: MIGRATION } });
    expect(json.files).toContainEqual({ path: "supabase/config.toml", action: "change" });
  });
});

describe("a second time", () => {
  it("changes nothing, and says so", async () => {
    const rootDir = await installed();
    const before = readAll(rootDir);
    const { stdout, exitCode } = await call(rootDir, ["init"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("nothing was changed");
    expect(readAll(rootDir)).toEqual(before);
  });

  it("nor after a checkout with other line ends", async () => {
    const rootDir = await installed();
    const checkedOut = Object.entries(readAll(rootDir)).map(([file, text]) => [
      file,
      text.replaceAll("\n", "\r\n"),
    ]);
    writeAll(rootDir, Object.fromEntries(checkedOut));
    const before = readAll(rootDir);
    expect((await call(rootDir, ["init"])).stdout).toContain("nothing was changed");
    expect(readAll(rootDir)).toEqual(before);
  });

  it("leaves what the user has changed, and names it", async () => {
    const rootDir = await installed();
    writeAll(rootDir, { [at("index.ts")]: "mine\n" });
    const { stdout, exitCode } = await call(rootDir, ["init"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`${at("index.ts")} was changed since it was installed`);
    expect(readAll(rootDir)[at("index.ts")]).toBe("mine\n");
  });

  it("with --force replaces it, and keeps it as .orig, never over an older one", async () => {
    const rootDir = await installed();
    writeAll(rootDir, { [at("index.ts")]: "mine\n", [at("index.ts.orig")]: "older\n" });
    expect((await call(rootDir, ["init", "--force"])).exitCode).toBe(0);
    expect(readAll(rootDir)).toMatchObject({
      [at("index.ts")]: functionOf("0.1.0")["index.ts"],
      [at("index.ts.orig")]: "older\n",
      [at("index.ts.orig.1")]: "mine\n",
    });
  });

  it("leaves a value that the user has changed in config.toml", async () => {
    const rootDir = await installed();
    const file = "supabase/config.toml";
    const changed = readAll(rootDir)[file]?.replace("verify_jwt = false", "verify_jwt = true") ?? "";
    writeAll(rootDir, { [file]: changed });
    const { stdout, exitCode } = await call(rootDir, ["init"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("verify_jwt = true; the function needs false");
    expect(readAll(rootDir)[file]).toBe(changed);
    await call(rootDir, ["init", "--force"]);
    expect(readAll(rootDir)).toMatchObject({
      [file]: expect.stringContaining("verify_jwt = false"),
      [`${file}.orig`]: changed,
    });
  });

  it("finds its migration under another stamp, and writes no other", async () => {
    const rootDir = project({ "supabase/migrations/20250101000000_theirs.sql": installOf("0.1.0") });
    const { exitCode, json } = await call(rootDir, ["init", "--json"]);
    expect({ exitCode, data: json.data }).toMatchObject({
      exitCode: 0,
      data: { migration: "supabase/migrations/20250101000000_theirs.sql" },
    });
    expect(Object.keys(readAll(rootDir)).filter((file) => file.includes("migrations"))).toHaveLength(1);
  });

  it("writes a new migration where an uninstall follows the old one", async () => {
    const rootDir = project({
      "supabase/migrations/20250101000000_refresh_dashboard_0.1.0.sql": installOf("0.1.0"),
      "supabase/migrations/20250102000000_refresh_dashboard_uninstall.sql": UNINSTALL,
    });
    expect((await call(rootDir, ["init"])).exitCode).toBe(0);
    expect(readAll(rootDir)[MIGRATION]).toBe(installOf("0.1.0"));
  });

  async function installed(): Promise<string> {
    const rootDir = project();
    expect((await call(rootDir, ["init"])).exitCode).toBe(0);
    return rootDir;
  }
});

describe("refuses, and writes nothing,", () => {
  const refusals: [what: string, files: Files, code: string, message: string][] = [
    ["a config.toml that is no TOML", { "supabase/config.toml": "[api\n" }, "config_invalid", "line 1"],
    [
      "another function of that name in config.toml",
      { "supabase/config.toml": "[functions.refresh-dashboard]\nverify_jwt = true\n" },
      "config_conflict",
      "another function",
    ],
    [
      "other files in the function's folder",
      { [at("index.ts")]: "mine\n" },
      "changed_by_user",
      "is there already",
    ],
    [
      "an older version",
      { "supabase/migrations/20250101000000_refresh_dashboard_0.0.9.sql": installOf("0.0.9") },
      "upgrade_first",
      "has Refresh Dashboard 0.0.9",
    ],
    [
      "a newer version",
      { "supabase/migrations/20250101000000_refresh_dashboard_0.10.0.sql": installOf("0.10.0") },
      "newer_installed",
      "has Refresh Dashboard 0.10.0",
    ],
    [
      "migrations of ours that do not follow each other",
      {
        "supabase/migrations/20250101000000_refresh_dashboard_0.0.8.sql": installOf("0.0.8"),
        "supabase/migrations/20250102000000_refresh_dashboard_0.1.0.sql": upgradeOf("0.0.9", "0.1.0"),
      },
      "contradiction",
      "leads to 0.0.8",
    ],
    [
      "a manifest that cannot be read",
      { [at(".installed.json")]: "{}" },
      "manifest_invalid",
      ".installed.json",
    ],
  ];

  it.each(refusals)("%s", async (_what, files, code, message) => {
    const rootDir = project(files);
    const before = readAll(rootDir);
    const { exitCode, json } = await call(rootDir, ["init", "--json"]);
    expect(exitCode).toBe(1);
    expect(json.error).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(json.error?.hint).toBeTruthy();
    expect(readAll(rootDir)).toEqual(before);
  });

  it("a folder that is no project, or has no config.toml", async () => {
    const { rootDir, remove } = makeProject({ "a.txt": "" });
    removals.push(remove);
    const { exitCode, stderr } = await call(rootDir, ["init", "--workdir", "."]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining("supabase init") });
    mkdirSync(path.join(rootDir, "supabase"));
    expect((await call(rootDir, ["init"])).stderr).toContain("has no config.toml");
  });

  it("a config.toml that is no text", async () => {
    const rootDir = project();
    writeFileSync(path.join(rootDir, "supabase/config.toml"), Buffer.from([0x23, 0xff, 0xfe]));
    expect((await call(rootDir, ["init", "--json"])).json.error).toMatchObject({ code: "cannot_read" });
  });

  it("when Ctrl-C comes before it writes", async () => {
    const rootDir = project();
    const before = readAll(rootDir);
    const controller = new AbortController();
    const reason = Object.assign(new Error("stop"), { name: "CliError" });
    const now = () => {
      controller.abort(reason);
      return new Date();
    };
    expect((await call(rootDir, ["init"], { now, signal: controller.signal })).exitCode).not.toBe(0);
    expect(readAll(rootDir)).toEqual(before);
  });
});

it("the package's own files are such that init takes them", async () => {
  const { openAssets } = await import("../../cli/package/assets.ts");
  const assets = openAssets();
  const lock = assets.readFunction().find((file) => file.path === "deno.lock");
  // Edge runtimes before March 2026 refuse version 5.
  expect(JSON.parse(lock?.text ?? "").version).toBe("4");
  expect(assets.readFunction().map((file) => file.path)).toContain("deno.json");
  expect(assets.readEnvExample()).toContain("REFRESH_DASHBOARD_TRIGGER_SECRET=");
  expect(assets.readInstall()).toContain(`Refresh Dashboard ${assets.version}: the full install.`);
});
