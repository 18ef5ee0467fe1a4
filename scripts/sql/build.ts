// From a repository's sources to the files that a build writes.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { buildDatabaseFiles } from "./database-files.ts";
import { BuildError } from "./errors.ts";
import { buildInstall } from "./install.ts";
import { madeBy, RESERVED, readRelease } from "./release-file.ts";
import { migrationOf, RELEASES_FILE, type Release, readFrozen, readReleases, sha256Of } from "./releases.ts";
import { readSources, SOURCES_DIR, type Source } from "./sources.ts";
import { codeOf, tokenize } from "./tokens.ts";
import { buildUpgrade } from "./upgrade.ts";

export interface Built {
  /** Below the root. */
  path: string;
  text: string;
  isCheckedIn: boolean;
}

/** Throws a BuildError where a frozen file was edited, or the sources are not such that a release can be built of them. */
export function build(rootDir: string): Built[] {
  const releases = readReleases(rootDir);
  const sources = readSources(rootDir);
  requireUnreserved(sources);
  requireKnownFiles(rootDir, releases);
  const frozen = releases
    .filter(({ sha256 }) => sha256 !== null)
    .map((release) => readFrozen(rootDir, release));
  const newest = releases[releases.length - 1] as Release;
  const migration = buildMigration(rootDir, releases, sources, frozen);
  if (newest.sha256 !== null && sha256Of(migration) !== newest.sha256) {
    throw new BuildError(
      `the sources have changed since ${newest.version} was released: add the next version to ${RELEASES_FILE} and to package.json`,
    );
  }
  return [
    { path: migrationOf(newest), text: migration, isCheckedIn: true },
    {
      path: "supabase/functions/refresh-dashboard/contract/version.ts",
      text:
        "// Built by npm run build:sql from package.json.\n" +
        `export const VERSION = "${newest.version}";\n`,
      isCheckedIn: true,
    },
    ...buildDatabaseFiles({
      releases,
      // The newest is the one that was just built, frozen or not.
      migrations: [...frozen.slice(0, releases.length - 1), migration],
      install: buildInstall(newest.version, sources),
      made: [...frozen.slice(0, releases.length - 1).map(readRelease), madeBy(sources)],
    }),
  ];
}

/** The first release is a full install, each later one an upgrade from the one before. */
function buildMigration(rootDir: string, releases: Release[], sources: Source[], frozen: string[]): string {
  const [to, from] = releases.toReversed();
  if (to === undefined || from === undefined) return buildInstall(String(to?.version), sources);
  return buildUpgrade({
    from: from.version,
    to: to.version,
    made: readRelease(String(frozen[releases.length - 2])),
    sources,
    byHand: readByHand(rootDir, from.version, to.version),
  });
}

function readByHand(rootDir: string, from: string, to: string): { path: string; text: string } | null {
  const file = `upgrades/${from}-${to}.sql`;
  const where = path.join(rootDir, SOURCES_DIR, file);
  if (!existsSync(where)) return null;
  const text = readFileSync(where, "utf8");
  if (RESERVED.some((tag) => text.includes(tag)))
    throw new BuildError(`${file}: do not use ${RESERVED.join(" or ")}`);
  // That of a foreign key, which is declared and drops nothing, aside.
  const words = codeOf(tokenize(text)).map((token) => token.text.toLowerCase());
  if (words.some((word, index) => word === "cascade" && words[index - 1] !== "delete"))
    throw new BuildError(`${file}: cascade would drop what others have made of ours without a word`);
  return { path: file, text };
}

function requireUnreserved(sources: Source[]): void {
  const offender = sources.find(({ text }) => RESERVED.some((tag) => text.includes(tag)));
  if (offender) throw new BuildError(`${offender.path}: do not use ${RESERVED.join(" or ")}`);
}

/** A migration or an upgrade whose name no release has would be applied, or left out, without a word. */
function requireKnownFiles(rootDir: string, releases: Release[]): void {
  const migrations = releases.map((release) => path.basename(migrationOf(release)));
  const upgrades = releases
    .slice(1)
    .map(({ version }, index) => `${releases[index]?.version}-${version}.sql`);
  const strays = [
    ...list(rootDir, "supabase/migrations", /_refresh_dashboard_.*\.sql$/, migrations),
    ...list(rootDir, `${SOURCES_DIR}/upgrades`, /\.sql$/, upgrades),
  ];
  if (strays.length > 0)
    throw new BuildError(strays.map((file) => `${file}: no release in ${RELEASES_FILE} has it`).join("\n"));
}

function list(rootDir: string, folder: string, pattern: RegExp, known: string[]): string[] {
  const dir = path.join(rootDir, folder);
  const names = existsSync(dir) ? readdirSync(dir) : [];
  return names
    .filter((name) => pattern.test(name) && !known.includes(name))
    .map((name) => `${folder}/${name}`);
}
