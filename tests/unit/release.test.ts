// What a release refuses, and what it makes of the changelog. The whole of it: tests/install/release.test.ts.
import { describe, expect, it } from "vitest";
import { releaseChangelog } from "../../scripts/release/changelog.ts";
import { requireVersion } from "../../scripts/release/require-version.ts";

const CHANGELOG = `# Changelog

Introduction.

## [Unreleased]

### Added

- Something.

## [0.1.0] - 2026-01-01

### Added

- The beginning.
`;

describe("the changelog of a release", () => {
  it("has what was unreleased under the version and its day, below an empty section", () => {
    expect(releaseChangelog(CHANGELOG, "0.2.0", "2026-02-03")).toBe(
      CHANGELOG.replace("## [Unreleased]\n", "## [Unreleased]\n\n## [0.2.0] - 2026-02-03\n"),
    );
  });

  it("is refused where nothing is unreleased, headings alone among it", () => {
    const said = "CHANGELOG.md says nothing of 0.2.0";
    expect(() => releaseChangelog(CHANGELOG.replace("- Something.\n", ""), "0.2.0", "2026-02-03")).toThrow(
      said,
    );
    expect(() => releaseChangelog("## [Unreleased]\n", "0.2.0", "2026-02-03")).toThrow(said);
  });

  it("is refused without the section, and with one of the version", () => {
    expect(() => releaseChangelog("# Changelog\n", "0.2.0", "2026-02-03")).toThrow("has no section");
    expect(() => releaseChangelog(CHANGELOG, "0.1.0", "2026-02-03")).toThrow(
      "has a section of 0.1.0 already",
    );
  });
});

describe("the version of a release", () => {
  const lock = (version: string) => JSON.stringify({ version, packages: { "": { version } } });
  const releases = [
    { version: "0.1.0", stamp: "20260101000000", sha256: "a".repeat(64) },
    { version: "0.2.0", stamp: "20260201000000", sha256: null },
  ];

  it("is the one that package.json, its lock and the list of releases end with", () => {
    expect(() => requireVersion("0.2.0", releases, lock("0.2.0"))).not.toThrow();
    expect(() => requireVersion("0.3.0", releases, lock("0.2.0"))).toThrow("are at 0.2.0: for 0.3.0");
    expect(() => requireVersion("0.2.0", releases, lock("0.1.0"))).toThrow(
      "package-lock.json has another version",
    );
  });

  it("is not released yet", () => {
    expect(() => requireVersion("0.1.0", releases.slice(0, 1), lock("0.1.0"))).toThrow(
      "0.1.0 is released already, and never changes",
    );
  });
});
