// Puts the database's files where the package has them: dist/database/.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findRepository } from "../stack/place/repository.ts";
import { migrationOf, readReleases, sha256Of } from "./sql/releases.ts";

const rootDir = findRepository();
const into = path.join(rootDir, "dist/database");
const releases = readReleases(rootDir);
const version = releases.at(-1)?.version ?? "";
mkdirSync(path.join(into, "upgrades"), { recursive: true });
const index = {
  version,
  install: put("install.sql", `dist/refresh_dashboard_${version}.sql`),
  uninstall: { file: "uninstall.sql", sha256: null },
  upgrades: releases.slice(1).map((release, position) => {
    const from = releases[position]?.version ?? "";
    return {
      from,
      to: release.version,
      ...put(`upgrades/${from}-${release.version}.sql`, migrationOf(release)),
    };
  }),
};
writeFileSync(path.join(into, "releases.json"), `${JSON.stringify(index, null, 2)}\n`);

function put(file: string, from: string) {
  const text = readFileSync(path.join(rootDir, from), "utf8");
  writeFileSync(path.join(into, file), text);
  return { file, sha256: sha256Of(text) };
}
