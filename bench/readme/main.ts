// npm run bench:readme: writes the figures of bench/results into bench/README.md and wherever a document quotes one.
import { findRepository } from "../../stack/index.ts";
import { writeDocuments } from "./documents.ts";

for (const file of writeDocuments(findRepository())) console.log(`written: ${file}`);
