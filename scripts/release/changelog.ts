// CHANGELOG.md, in the form of Keep a Changelog: what a release does with it.
import { BuildError } from "../sql/errors.ts";

export const CHANGELOG_FILE = "CHANGELOG.md";

const UNRELEASED = "## [Unreleased]";

/**
 * The text with what was unreleased under the version and its day, and an empty section for what comes next.
 * @param day as YYYY-MM-DD.
 */
export function releaseChangelog(text: string, version: string, day: string): string {
  const lines = text.split("\n");
  const start = lines.indexOf(UNRELEASED);
  if (start === -1) throw new BuildError(`${CHANGELOG_FILE} has no section "${UNRELEASED}"`);
  if (lines.some((line) => line.startsWith(`## [${version}]`)))
    throw new BuildError(`${CHANGELOG_FILE} has a section of ${version} already`);
  const next = lines.findIndex((line, index) => index > start && line.startsWith("## "));
  const section = lines.slice(start + 1, next === -1 ? undefined : next);
  if (!section.some((line) => line.trim() !== "" && !line.startsWith("#")))
    throw new BuildError(
      `${CHANGELOG_FILE} says nothing of ${version}: write under "${UNRELEASED}" what changes for those who use it`,
    );
  return [
    ...lines.slice(0, start),
    UNRELEASED,
    "",
    `## [${version}] - ${day}`,
    ...lines.slice(start + 1),
  ].join("\n");
}
