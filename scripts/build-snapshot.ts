// npm run build:snapshot: installs what the sources give in a database of its own and writes down what that made.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { findRepository } from "../stack/place/repository.ts";
import { SNAPSHOT_FILE } from "./sql/snapshot.ts";
import { snapshotOfSources } from "./sql/snapshot-of-sources.ts";

const rootDir = findRepository();
writeFileSync(path.join(rootDir, SNAPSHOT_FILE), await snapshotOfSources(rootDir));
console.log(SNAPSHOT_FILE);
