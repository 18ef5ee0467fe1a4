// npm run build:sql [-- --check]: builds the migration of the version in package.json, what the package has of the database
// part (dist/database/) and the function's version.ts. --check writes nothing and fails when what is checked in is not what
// the sources give. A release is made, and frozen, by npm run release.
import { findRepository } from "../stack/place/repository.ts";
import { build } from "./sql/build.ts";
import { BuildError } from "./sql/errors.ts";
import { staleFiles, writeBuilt } from "./sql/write.ts";

const rootDir = findRepository();
const [mode, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (mode !== undefined && mode !== "--check")) {
  console.error("usage: npm run build:sql [-- --check]");
  process.exit(2);
}

try {
  const files = build(rootDir);
  if (mode === "--check") requireFresh(staleFiles(rootDir, files));
  else for (const file of writeBuilt(rootDir, files)) console.log(file);
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  for (const line of error.message.split("\n")) console.error(`build:sql: ${line}`);
  process.exitCode = 1;
}

function requireFresh(stale: string[]): void {
  if (stale.length === 0) return;
  throw new BuildError(
    stale.map((file) => `${file} is not what the sources give: npm run build:sql`).join("\n"),
  );
}
