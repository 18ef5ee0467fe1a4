// Puts the database's files where the package has them: dist/database/.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findRepository } from "../stack/place/repository.ts";
import { readReleases } from "./sql/releases.ts";

const rootDir = findRepository();
const releases = readReleases(rootDir);
const version = releases.at(-1)?.version;
const into = path.join(rootDir, "dist/database");
mkdirSync(path.join(into, "upgrades"), { recursive: true });
copyFileSync(path.join(rootDir, `dist/refresh_dashboard_${version}.sql`), path.join(into, "install.sql"));
for (const [index, release] of releases.slice(1).entries()) {
  const upgrade = path.join(
    rootDir,
    `supabase/migrations/${release.stamp}_refresh_dashboard_${release.version}.sql`,
  );
  if (existsSync(upgrade))
    copyFileSync(upgrade, path.join(into, "upgrades", `${releases[index]?.version}-${release.version}.sql`));
}
writeFileSync(
  path.join(into, "releases.json"),
  `${JSON.stringify(JSON.parse(readFileSync(path.join(rootDir, "supabase/schemas/dashboard_refresh/releases.json"), "utf8")), null, 2)}\n`,
);
