// Which version a row of migrations leads to.
import type { OwnMigration } from "./own-migrations.ts";

export interface Followed {
  /** Null where nothing is installed. */
  version: string | null;
  /** What does not follow from what is before it: the first of them. */
  gap: OwnMigration | null;
}

/** `version` is where they start; null where nothing is installed. */
export function followMigrations(version: string | null, migrations: OwnMigration[]): Followed {
  let current = version;
  for (const migration of migrations) {
    const { from, to } = migration;
    // A release that is there already changes nothing.
    const follows = to === null || to === current || from === current;
    if (!follows) return { version: current, gap: migration };
    current = to;
  }
  return { version: current, gap: null };
}
