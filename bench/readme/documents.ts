// The documents of the repository as they should read with the results there are.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PARTS } from "./parts/index.ts";
import { renderQuotes, renderTables } from "./render.ts";
import type { Section } from "./section.ts";

const HOME = "bench/README.md";

export interface Document {
  /** From the root of the repository. */
  file: string;
  text: string;
  /** With every figure as the results have it. */
  rendered: string;
}

/** Of the parts that have results: one that was never run has no figures to quote. */
export function readSections(repoDir: string): Section[] {
  return PARTS.flatMap(({ part, read }) => {
    const file = path.join(repoDir, "bench", "results", `${part}.json`);
    return existsSync(file) ? [read(JSON.parse(readFileSync(file, "utf8")))] : [];
  });
}

export function readDocuments(repoDir: string): Document[] {
  const sections = readSections(repoDir);
  return listMarkdown(repoDir).map((file) => {
    const text = readFileSync(path.join(repoDir, file), "utf8");
    const tables = file === HOME ? renderTables(text, sections) : text;
    return { file, text, rendered: renderQuotes(tables, sections) };
  });
}

/** Answers which documents it has written. */
export function writeDocuments(repoDir: string): string[] {
  const stale = readDocuments(repoDir).filter(({ text, rendered }) => rendered !== text);
  for (const { file, rendered } of stale) writeFileSync(path.join(repoDir, file), rendered);
  return stale.map(({ file }) => file);
}

/** Those at the root, of docs/ and of the folders that explain themselves. */
function listMarkdown(repoDir: string): string[] {
  return [".", "docs", "docs/es", "bench", "stack", "client", "cli"]
    .filter((folder) => existsSync(path.join(repoDir, folder)))
    .flatMap((folder) =>
      readdirSync(path.join(repoDir, folder))
        .filter((name) => name.endsWith(".md"))
        .map((name) => path.posix.join(folder, name)),
    );
}
