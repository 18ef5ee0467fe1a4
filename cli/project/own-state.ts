// What a project's folder says is installed: by the migrations of ours in it.
import { checksumOf } from "../files/checksum.ts";
import type { NotedMigration } from "../manifest/manifest.ts";
import { CliError } from "../terminal/errors.ts";
import { followMigrations } from "./follow-migrations.ts";
import type { OwnMigration } from "./own-migrations.ts";

export interface OwnState {
  /** Null where nothing is installed, or was taken out again. */
  version: string | null;
  /** Since it was last taken out. */
  migrations: OwnMigration[];
}

/** Throws a CliError where one does not follow from the one before. */
export function readOwnState(own: OwnMigration[]): OwnState {
  const migrations = own.slice(own.findLastIndex(({ to }) => to === null) + 1);
  // What came before an upgrade may have been squashed into another file.
  const { version, gap } = followMigrations(migrations[0]?.from ?? null, migrations);
  if (gap !== null) {
    const start = gap.from === null ? `installs ${gap.to}` : `goes from ${gap.from} to ${gap.to}`;
    throw new CliError(
      "contradiction",
      `${gap.path} ${start}, and what comes before it leads to ${version}`,
      {
        hint: "One of the migrations of Refresh Dashboard is missing, or there twice: compare with the project's history.",
      },
    );
  }
  return { version, migrations };
}

export function noteMigrations(migrations: OwnMigration[]): NotedMigration[] {
  return migrations.flatMap(({ path, from, to, text }) =>
    to === null ? [] : [{ path, from, to, sha256: checksumOf(text) }],
  );
}
