// npm run release -- X.Y.Z: makes the release of the version that package.json has. Moves what is unreleased in the
// changelog under the version, freezes its migration with a checksum, and names the tag. Commits and publishes nothing.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findRepository } from "../stack/place/repository.ts";
import { CHANGELOG_FILE, releaseChangelog } from "./release/changelog.ts";
import { requireVersion } from "./release/require-version.ts";
import { build } from "./sql/build.ts";
import { BuildError } from "./sql/errors.ts";
import { migrationOf, RELEASES_FILE, readReleases, sha256Of } from "./sql/releases.ts";
import { SNAPSHOT_FILE, SNAPSHOT_POSTGRES } from "./sql/snapshot.ts";
import { snapshotOfSources } from "./sql/snapshot-of-sources.ts";
import { readText, staleFiles, writeBuilt } from "./sql/write.ts";

const rootDir = findRepository();
const [version, ...rest] = process.argv.slice(2);
if (version === undefined || rest.length > 0 || !/^\d+\.\d+\.\d+$/.test(version)) {
  console.error("usage: npm run release -- X.Y.Z");
  process.exit(2);
}

try {
  await release(version);
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  for (const line of error.message.split("\n")) console.error(`release: ${line}`);
  console.error("release: nothing was changed");
  process.exitCode = 1;
}

/** Everything is looked at before anything is written. */
async function release(version: string): Promise<void> {
  requireCleanTree();
  const releases = readReleases(rootDir);
  requireVersion(version, releases, readFileSync(path.join(rootDir, "package-lock.json"), "utf8"));
  const day = new Date().toISOString().slice(0, 10);
  const changelog = releaseChangelog(readText(rootDir, CHANGELOG_FILE) ?? "", version, day);
  const files = build(rootDir);
  const [migration] = files;
  const stale = staleFiles(rootDir, files);
  if (migration === undefined || stale.length > 0)
    throw new BuildError(
      stale.map((file) => `${file} is not what the sources give: npm run build:sql`).join("\n"),
    );
  if ((await snapshotOfSources(rootDir)) !== readText(rootDir, SNAPSHOT_FILE))
    throw new BuildError(
      `${SNAPSHOT_FILE} is not what the sources give on PostgreSQL ${SNAPSHOT_POSTGRES}: npm run build:snapshot there`,
    );

  const frozen = releases.map((each) =>
    each.version === version ? { ...each, sha256: sha256Of(migration.text) } : each,
  );
  write(RELEASES_FILE, `${JSON.stringify(frozen, null, 2)}\n`);
  write(CHANGELOG_FILE, changelog);
  // Again, since what is frozen must give itself.
  writeBuilt(rootDir, build(rootDir));

  const newest = frozen.at(-1);
  console.log(`${CHANGELOG_FILE}: ${version} of ${day}`);
  console.log(`${newest ? migrationOf(newest) : ""}: frozen, ${newest?.sha256}`);
  console.log(`tag: v${version}`);
  console.log("next:");
  console.log(`  git commit --all --message "Release ${version}"`);
  console.log(`  git tag v${version}`);
}

function write(file: string, text: string): void {
  writeFileSync(path.join(rootDir, file), text);
}

function requireCleanTree(): void {
  const changes = execFileSync("git", ["status", "--porcelain"], { cwd: rootDir, encoding: "utf8" });
  if (changes !== "")
    throw new BuildError(`commit what has changed, or take it back, first:\n${changes.trimEnd()}`);
}
