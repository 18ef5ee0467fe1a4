// What the sources give, installed in a database of its own, as the snapshot shows it.
import postgres from "postgres";
import { readConfig, removeBareDatabase, startBareDatabase } from "../../stack/index.ts";
import { buildInstall } from "./install.ts";
import { readReleases } from "./releases.ts";
import { takeSnapshot } from "./snapshot.ts";
import { readSources } from "./sources.ts";

export async function snapshotOfSources(rootDir: string): Promise<string> {
  // Away from the ports of stacks that may run. A folder of its own, whatever STACK_DIR says: it is removed at the end.
  const config = readConfig({ STACK_PORT: process.env.STACK_PORT || "15521", STACK_DIR: ".stack-snapshot" });
  try {
    const { url, adminUrl } = await startBareDatabase(config);
    const { version } = readReleases(rootDir).at(-1) ?? { version: "" };
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    await sql.unsafe(buildInstall(version, readSources(rootDir))).finally(() => sql.end());
    return await takeSnapshot(adminUrl);
  } finally {
    await removeBareDatabase(config);
  }
}
