// npm run bench:readme: writes the figures of bench/results into bench/README.md and wherever a document quotes one.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { findRepository } from "../../stack/index.ts";
import { readDocuments } from "./documents.ts";

const repoDir = findRepository();
for (const { file, text, rendered } of readDocuments(repoDir)) {
  if (rendered === text) continue;
  writeFileSync(path.join(repoDir, file), rendered);
  console.log(`written: ${file}`);
}
