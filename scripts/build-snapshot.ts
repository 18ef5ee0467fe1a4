// npm run build:snapshot: installs what the sources give in a database of its own and writes down what that made.
import { writeFileSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";
import { readConfig, removeBareDatabase, startBareDatabase } from "../stack/index.ts";
import { buildInstall } from "./sql/install.ts";
import { readReleases } from "./sql/releases.ts";
import { SNAPSHOT_FILE, takeSnapshot } from "./sql/snapshot.ts";
import { readSources } from "./sql/sources.ts";

// Away from the ports of stacks that may run. A folder of its own, whatever STACK_DIR says: it is removed at the end.
const config = readConfig({ STACK_PORT: process.env.STACK_PORT || "56421", STACK_DIR: ".stack-snapshot" });

try {
  const { url, adminUrl } = await startBareDatabase(config);
  const { version } = readReleases(config.repoDir).at(-1) ?? { version: "" };
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.unsafe(buildInstall(version, readSources(config.repoDir))).finally(() => sql.end());
  writeFileSync(path.join(config.repoDir, SNAPSHOT_FILE), await takeSnapshot(adminUrl));
  console.log(SNAPSHOT_FILE);
} finally {
  await removeBareDatabase(config);
}
