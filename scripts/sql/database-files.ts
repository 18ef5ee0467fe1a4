// What the npm package has of the database part: dist/database/, read by the command line.
import type { Made } from "./release-file.ts";
import { type Release, sha256Of } from "./releases.ts";
import { buildUninstall, JOBS_LINE, JOBS_WORDS } from "./uninstall.ts";

export const DATABASE_DIR = "dist/database";

export interface DatabaseFiles {
  releases: Release[];
  /** The migration of each release, in the same order: the first a full install, each later one an upgrade. */
  migrations: string[];
  /** The full install of the newest. */
  install: string;
  /** What each release has made. */
  made: Made[];
}

export function buildDatabaseFiles({ releases, migrations, install, made }: DatabaseFiles) {
  const versions = releases.map(({ version }) => version);
  const version = versions.at(-1) ?? "";
  const uninstall = buildUninstall({ version, versions, made });
  const upgrades = migrations.slice(1).map((text, index) => {
    const from = versions[index] ?? "";
    const to = versions[index + 1] ?? "";
    return { from, to, file: `upgrades/${from}-${to}.sql`, sha256: sha256Of(text), text };
  });
  const index = {
    version,
    install: { file: "install.sql", sha256: sha256Of(install) },
    uninstall: { file: "uninstall.sql", sha256: sha256Of(uninstall), jobs_line: JOBS_LINE, jobs: JOBS_WORDS },
    upgrades: upgrades.map(({ text, ...upgrade }) => upgrade),
  };
  return [
    { file: "install.sql", text: install },
    { file: "uninstall.sql", text: uninstall },
    ...upgrades.map(({ file, text }) => ({ file, text })),
    { file: "releases.json", text: `${JSON.stringify(index, null, 2)}\n` },
  ].map(({ file, text }) => ({ path: `${DATABASE_DIR}/${file}`, text, isCheckedIn: false }));
}
