// The version that an upgrade starts from. The manifest, the folder and the database have to agree.
import { followMigrations } from "../../project/follow-migrations.ts";
import type { OwnMigration } from "../../project/own-migrations.ts";
import type { OwnState } from "../../project/own-state.ts";
import { CliError, EXIT } from "../../terminal/errors.ts";
import type { DatabaseState } from "./read-database.ts";

export interface Said {
  /** Null where nobody has noted an install. */
  manifest: string | null;
  folder: OwnState;
  database: DatabaseState;
}

export interface Installed {
  version: string;
  /** In the folder, and not in the database yet; none where it cannot be asked. */
  unapplied: OwnMigration[];
}

export function findInstalled({ manifest, folder, database }: Said): Installed {
  const noted = manifest ?? folder.version;
  const says = [
    manifest === null ? "there is no manifest" : `the manifest says ${manifest}`,
    folder.version === null
      ? "supabase/migrations has none of ours"
      : `supabase/migrations leads to ${folder.version}`,
    database.isKnown
      ? `the database (${database.source}) has ${database.version ?? "none"}`
      : `the database cannot be asked: ${database.reason}`,
  ];
  if (noted === null) {
    if (database.isKnown && database.version !== null) throw contradiction(says);
    throw new CliError("not_installed", "Refresh Dashboard is not in this project", {
      hint: "npx refresh-dashboard init",
    });
  }
  if (folder.version !== null && folder.version !== noted) throw contradiction(says, exitFor(database));
  if (!database.isKnown) {
    // Squashed into another file, ours cannot be told in the folder any more.
    if (folder.version === null) throw contradiction(says, EXIT.unknown);
    return { version: noted, unapplied: [] };
  }
  const unapplied = unappliedOf(folder.migrations, database.version, database.applied);
  const reached = followMigrations(database.version, unapplied);
  if (reached.gap !== null || reached.version !== noted) {
    const waiting = unapplied.map(({ path }) => `not applied there yet: ${path}`);
    throw contradiction([...says, ...waiting]);
  }
  return { version: noted, unapplied };
}

function unappliedOf(migrations: OwnMigration[], version: string | null, applied: string[] | null) {
  if (applied !== null) return migrations.filter(({ stamp }) => !applied.includes(stamp));
  // Nobody has noted which: those that lead further than where the database is.
  return migrations.slice(migrations.findLastIndex(({ to }) => to === version) + 1);
}

function exitFor(database: DatabaseState): number {
  return database.isKnown ? EXIT.failed : EXIT.unknown;
}

function contradiction(says: string[], exitCode: number = EXIT.failed): CliError {
  return new CliError("contradiction", "it cannot be told which version is installed", {
    detail: says.join("\n"),
    hint: "Bring them together first: take the files from the project's history, or run supabase db push. Nothing was written.",
    exitCode,
  });
}
