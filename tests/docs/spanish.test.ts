// The documents in Spanish have the commands of the English ones, in their order, and nothing else to run.
import { describe, expect, it } from "vitest";
import { readDocument } from "./support/documents.ts";

const PAIRS = [
  ["README.md", "docs/es/README.md"],
  ["docs/quickstart.md", "docs/es/quickstart.md"],
  ["docs/operations.md", "docs/es/operations.md"],
] as const;

const blocksOf = (file: string) =>
  readDocument(file).blocks.map(({ language, code }) => ({ language, code }));
const codesOf = (file: string) => [...new Set(readDocument(file).spans.map(({ target }) => target))].sort();

describe.each(PAIRS)("%s in Spanish", (english, spanish) => {
  it("has the same blocks of code", () => {
    expect(blocksOf(english).length).toBeGreaterThan(5);
    expect(blocksOf(spanish)).toEqual(blocksOf(english));
  });

  it("has as many sections, of the same depth", () => {
    const depths = (file: string) =>
      [...readDocument(file).prose.matchAll(/^#+/gm)].map(([marks]) => marks.length);
    // The README is shorter in Spanish: it leaves comparison and figures to the English one.
    if (english !== "README.md") expect(depths(spanish)).toEqual(depths(english));
    expect(depths(spanish).length).toBeGreaterThan(3);
  });

  it("names no setting, code or table that the English one does not name", () => {
    const { text } = readDocument(english);
    const strange = codesOf(spanish).filter(
      (code) => /^[a-z_]+$/.test(code) && !new RegExp(`\\b${code}\\b`).test(text),
    );
    expect(strange).toEqual([]);
  });
});
