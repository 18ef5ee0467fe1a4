// npm run build:sql [-- --check | --freeze]: builds the migration of the version in package.json, what the
// package has of the database part (dist/database/) and the function's version.ts. --check writes nothing and fails when what is checked in is not what the sources
// give; --freeze, on the day of a release, builds and notes what went out, which nobody may edit from then on.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findRepository } from "../stack/place/repository.ts";
import { type Built, build } from "./sql/build.ts";
import { DATABASE_DIR } from "./sql/database-files.ts";
import { BuildError } from "./sql/errors.ts";
import { RELEASES_FILE, readReleases, sha256Of } from "./sql/releases.ts";

const rootDir = findRepository();
const [mode, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (mode !== undefined && mode !== "--check" && mode !== "--freeze")) {
  console.error("usage: npm run build:sql [-- --check | --freeze]");
  process.exit(2);
}

try {
  const files = build(rootDir);
  if (mode === "--check") check(files);
  else write(files);
  if (mode === "--freeze") freeze(files);
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  for (const line of error.message.split("\n")) console.error(`build:sql: ${line}`);
  process.exitCode = 1;
}

function check(files: Built[]): void {
  const stale = files.filter((file) => file.isCheckedIn && read(file.path) !== file.text);
  if (stale.length > 0) {
    throw new BuildError(
      stale.map((file) => `${file.path} is not what the sources give: npm run build:sql`).join("\n"),
    );
  }
}

function write(files: Built[]): void {
  for (const stale of strays(files)) rmSync(path.join(rootDir, stale));
  for (const file of files) {
    if (read(file.path) === file.text) continue;
    const where = path.join(rootDir, file.path);
    mkdirSync(path.dirname(where), { recursive: true });
    writeFileSync(where, file.text);
    console.log(file.path);
  }
}

/** Of an earlier build: the package would carry them along. */
function strays(files: Built[]): string[] {
  const dir = path.join(rootDir, DATABASE_DIR);
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, encoding: "utf8" })
    .map((file) => `${DATABASE_DIR}/${file}`)
    .filter(
      (file) => statSync(path.join(rootDir, file)).isFile() && !files.some((built) => built.path === file),
    );
}

function freeze(files: Built[]): void {
  const [migration] = files;
  const releases = readReleases(rootDir);
  const newest = releases.at(-1);
  if (migration === undefined || newest === undefined) return;
  newest.sha256 = sha256Of(migration.text);
  writeFileSync(path.join(rootDir, RELEASES_FILE), `${JSON.stringify(releases, null, 2)}\n`);
  console.log(`${migration.path} is frozen as ${newest.version}`);
}

function read(file: string): string | null {
  const where = path.join(rootDir, file);
  return existsSync(where) ? readFileSync(where, "utf8") : null;
}
