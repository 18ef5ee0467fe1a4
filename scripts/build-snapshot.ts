// npm run build:snapshot: installs what the sources give in a database of its own and writes down what that made.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { findInstallation } from "../stack/index.ts";
import { findRepository } from "../stack/place/repository.ts";
import { SNAPSHOT_FILE, SNAPSHOT_POSTGRES } from "./sql/snapshot.ts";
import { snapshotOfSources } from "./sql/snapshot-of-sources.ts";

const rootDir = findRepository();
writeFileSync(path.join(rootDir, SNAPSHOT_FILE), await snapshotOfSources(rootDir));
console.log(SNAPSHOT_FILE);
const { version } = findInstallation();
if (version !== SNAPSHOT_POSTGRES)
  console.error(
    `build:snapshot: made on PostgreSQL ${version}; what is checked in has to be of ${SNAPSHOT_POSTGRES}`,
  );
