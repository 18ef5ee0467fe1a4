// The version stands in package.json, its lock and the list of releases: a release needs them to agree.
import { z } from "zod";
import { BuildError } from "../sql/errors.ts";
import { RELEASES_FILE, type Release } from "../sql/releases.ts";

const lockSchema = z.object({
  version: z.string(),
  packages: z.object({ "": z.object({ version: z.string() }) }),
});

/**
 * Throws unless this version is the one to be released next.
 * @param releases the list, whose last is that of package.json: readReleases sees to that.
 * @param lock the text of package-lock.json.
 */
export function requireVersion(version: string, releases: Release[], lock: string): void {
  const newest = releases.at(-1);
  if (newest?.version !== version) {
    throw new BuildError(
      `package.json and ${RELEASES_FILE} are at ${newest?.version}: for ${version}, set it in package.json and add it to the list`,
    );
  }
  if (newest.sha256 !== null)
    throw new BuildError(
      `${version} is released already, and never changes: the next version is added to ${RELEASES_FILE} and to package.json`,
    );
  const locked = lockSchema.parse(JSON.parse(lock));
  if (locked.version !== version || locked.packages[""].version !== version)
    throw new BuildError("package-lock.json has another version: npm install --package-lock-only");
}
