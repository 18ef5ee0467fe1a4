// npm run release in a clone of this repository, and what becomes of a frozen migration that somebody edits.
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { sha256Of } from "../../scripts/sql/releases.ts";
import { findRepository } from "../../stack/index.ts";
import { makeStack } from "../stack/support/throwaway-stack.ts";

const repoDir = findRepository();
const RELEASES = "supabase/schemas/dashboard_refresh/releases.json";
const releasesSchema = z.array(
  z.object({ version: z.string(), stamp: z.string(), sha256: z.string().nullable() }),
);
let dir: string;
let env: NodeJS.ProcessEnv;
let version: string;

beforeAll(async () => {
  const { ports } = await makeStack();
  env = { ...process.env, STACK_PORT: String(ports.gateway) };
  dir = path.join(mkdtempSync(path.join(tmpdir(), "release-")), "clone");
  chmodSync(path.dirname(dir), 0o755);
  git(repoDir, "clone", "--quiet", "--no-hardlinks", repoDir, dir);
  git(dir, "config", "user.name", "Test");
  git(dir, "config", "user.email", "test@example.com");
  // As it is here, committed or not.
  for (const file of git(repoDir, "ls-files", "--modified", "--others", "--exclude-standard").split("\n")) {
    if (file !== "" && existsSync(path.join(repoDir, file)))
      cpSync(path.join(repoDir, file), path.join(dir, file));
  }
  symlinkSync(path.join(repoDir, "node_modules"), path.join(dir, "node_modules"));
  writeFileSync(path.join(dir, ".git/info/exclude"), "node_modules\n");
  write("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Something.\n");
  version = makeReleasable();
  run("scripts/build-sql.ts");
  run("scripts/build-snapshot.ts");
  commit();
}, 300_000);
afterAll(() => rmSync(path.dirname(dir), { recursive: true, force: true }));

/** A version that is not released yet, as CONTRIBUTING.md says; returns it. */
function makeReleasable(): string {
  const releases = readReleases();
  const newest = releases.at(-1);
  if (newest?.sha256 === null) return newest.version;
  const next = "99.0.0";
  write(RELEASES, JSON.stringify([...releases, { version: next, stamp: "20990101000000", sha256: null }]));
  for (const file of ["package.json", "package-lock.json"])
    write(
      file,
      read(file).replaceAll(
        /^( {2,6}"version": )".*?"(?=,\n.{0,40}(private|description|lockfile|license))/gm,
        `$1"${next}"`,
      ),
    );
  return next;
}

const git = (cwd: string, ...args: string[]) => execFileSync("git", args, { cwd, encoding: "utf8" });
const read = (file: string) => readFileSync(path.join(dir, file), "utf8");
const write = (file: string, text: string) => writeFileSync(path.join(dir, file), text);
const readReleases = () => releasesSchema.parse(JSON.parse(read(RELEASES)));
const commit = () => {
  git(dir, "add", "--all");
  git(dir, "commit", "--quiet", "--allow-empty", "--message", "As it is");
};
const reset = () => git(dir, "reset", "--quiet", "--hard");

function run(...args: string[]): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(path.join(repoDir, "node_modules/.bin/tsx"), args, {
    cwd: dir,
    env,
    encoding: "utf8",
  });
  return { code: status, output: stdout + stderr };
}

const release = () => run("scripts/release.ts", version);

it("refuses a tree with changes, and names them", () => {
  write("README.md", "changed");
  expect(release()).toMatchObject({ code: 1, output: expect.stringContaining(" M README.md") });
  reset();
}, 300_000);

it("refuses another version than that of package.json, and what is no version", () => {
  expect(run("scripts/release.ts", "98.0.0")).toMatchObject({
    code: 1,
    output: expect.stringContaining(`are at ${version}`),
  });
  expect(run("scripts/release.ts", "v1")).toMatchObject({ code: 2 });
}, 300_000);

it("refuses a changelog that says nothing of it, files that are not built anew, and changes nothing then", () => {
  const head = git(dir, "rev-parse", "HEAD").trim();
  write("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n");
  commit();
  expect(release()).toMatchObject({
    code: 1,
    output: expect.stringContaining(`CHANGELOG.md says nothing of ${version}`),
  });
  git(dir, "reset", "--quiet", "--hard", head);
  const source = "supabase/schemas/dashboard_refresh/schema/names.sql";
  write(source, read(source).replace("interval '14 days'", "interval '15 days'"));
  commit();
  expect(release()).toMatchObject({ code: 1, output: expect.stringContaining("npm run build:sql") });
  expect(git(dir, "status", "--porcelain")).toBe("");
  git(dir, "reset", "--quiet", "--hard", head);
}, 300_000);

it("moves the changelog, freezes the migration, names the tag, and leaves what the build accepts", () => {
  const { code, output } = release();
  expect(output).toContain(`tag: v${version}`);
  expect(code).toBe(0);
  const newest = readReleases().at(-1);
  const migration = `supabase/migrations/${newest?.stamp}_refresh_dashboard_${version}.sql`;
  expect(newest?.sha256).toBe(sha256Of(read(migration)));
  expect(read("CHANGELOG.md")).toMatch(
    new RegExp(
      `^# Changelog\\n\\n## \\[Unreleased\\]\\n\\n## \\[${version}\\] - \\d{4}-\\d\\d-\\d\\d\\n\\n### Added\\n`,
    ),
  );
  expect(git(dir, "status", "--porcelain").split("\n").filter(Boolean)).toEqual([
    " M CHANGELOG.md",
    ` M ${RELEASES}`,
  ]);
  expect(run("scripts/build-sql.ts", "--check")).toEqual({ code: 0, output: "" });
  commit();
  expect(release()).toMatchObject({ code: 1, output: expect.stringContaining("is released already") });

  // What the stages of .ci/run say from then on.
  write(migration, `${read(migration)}-- edited\n`);
  expect(run("scripts/build-sql.ts", "--check")).toMatchObject({
    code: 1,
    output: expect.stringContaining("Restore it, and make the change in the sources, for the next version."),
  });
  reset();
  const source = "supabase/schemas/dashboard_refresh/schema/names.sql";
  write(source, read(source).replace("interval '14 days'", "interval '15 days'"));
  expect(run("scripts/build-sql.ts", "--check")).toMatchObject({
    code: 1,
    output: expect.stringContaining(
      `the sources have changed since ${version} was released: add the next version`,
    ),
  });
}, 300_000);
