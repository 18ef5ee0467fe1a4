// The list of releases, oldest first: what version and stamp each has, and what its file was when it was released.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { BuildError } from "./errors.ts";
import { SOURCES_DIR } from "./sources.ts";

const schema = z
  .array(
    z.strictObject({
      version: z.string().regex(/^\d+\.\d+\.\d+$/),
      /** In UTC, as the Supabase CLI stamps a migration. */
      stamp: z.string().regex(/^\d{14}$/),
      /** Of its migration, from the day it is released; null before. */
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .nullable(),
    }),
  )
  .min(1);

export type Release = z.infer<typeof schema>[number];

export const RELEASES_FILE = `${SOURCES_DIR}/releases.json`;

export function readReleases(rootDir: string): Release[] {
  const { data, error } = schema.safeParse(
    JSON.parse(readFileSync(path.join(rootDir, RELEASES_FILE), "utf8")),
  );
  if (error) throw new BuildError(`${RELEASES_FILE}: ${z.prettifyError(error)}`);
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(path.join(rootDir, "package.json"), "utf8")));
  requireOrder(data, version);
  return data;
}

export function migrationOf({ stamp, version }: Release): string {
  return `supabase/migrations/${stamp}_refresh_dashboard_${version}.sql`;
}

/** The text of a release that is out; refuses one that is not what went out. */
export function readFrozen(rootDir: string, release: Release): string {
  const file = migrationOf(release);
  const text = existsSync(path.join(rootDir, file)) ? readFileSync(path.join(rootDir, file), "utf8") : "";
  if (sha256Of(text) !== release.sha256) {
    throw new BuildError(
      `${file} is not what was released: whoever has installed it would never get the change. ` +
        "Restore it, and make the change in the sources, for the next version.",
    );
  }
  return text;
}

export function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function requireOrder(releases: Release[], packageVersion: string): void {
  for (const [index, release] of releases.entries()) {
    const next = releases[index + 1];
    if (next === undefined) break;
    if (release.sha256 === null)
      throw new BuildError(
        `${RELEASES_FILE}: ${release.version} is not released, and ${next.version} follows it`,
      );
    if (release.stamp >= next.stamp)
      throw new BuildError(`${RELEASES_FILE}: the stamp of ${next.version} is not later`);
  }
  const newest = releases.at(-1)?.version;
  if (newest !== packageVersion)
    throw new BuildError(`package.json has version ${packageVersion}, ${RELEASES_FILE} ends with ${newest}`);
}
