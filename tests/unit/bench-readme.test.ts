// A figure has one home, bench/results: what a document quotes is what was measured.
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readDocuments, readSections } from "../../bench/readme/documents.ts";
import { allFigures, renderQuotes, renderTables } from "../../bench/readme/render.ts";
import type { Section } from "../../bench/readme/section.ts";

const repoDir = path.resolve(import.meta.dirname, "../..");

describe("the figures in the documents", () => {
  it.each(readDocuments(repoDir).map((document) => [document.file, document] as const))(
    "of %s are those of bench/results (npm run bench:readme writes them)",
    (_file, { text, rendered }) => {
      expect(text).toBe(rendered);
    },
  );

  it("have a name each, which no other has", () => {
    const names = allFigures(readSections(repoDir)).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(20);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("rendering a document", () => {
  const section: Section = {
    title: "A tick",
    columns: ["p50"],
    rows: [{ what: "warm", figures: [{ name: "tick", text: "0.9 ms" }] }],
    measured: "2 cores.",
    missed: ["≤ 0.5 ms: 0.9"],
  };

  it("writes a link to a figure as the figure, from whatever folder", () => {
    const text = "It takes [7 s](bench/README.md#tick), or [](../bench/README.md#tick).";
    expect(renderQuotes(text, [section])).toBe(
      "It takes [0.9 ms](bench/README.md#tick), or [0.9 ms](../bench/README.md#tick).",
    );
  });

  it("refuses a link to a figure that is not there", () => {
    expect(() => renderQuotes("[1 ms](bench/README.md#tock)", [section])).toThrow("no figure tock");
  });

  it("leaves links to the page itself alone", () => {
    const text = "See [the figures](bench/README.md) and [docs](docs/contract.md#tick).";
    expect(renderQuotes(text, [section])).toBe(text);
  });

  it("writes the tables between the markers, and nothing else", () => {
    const markers = (between: string) =>
      `above\n<!-- figures: written by npm run bench:readme -->\n${between}<!-- end of figures -->\nbelow\n`;
    const rendered = renderTables(markers("old\n"), [section]);
    expect(rendered).toBe(
      markers(
        '\n### A tick\n\n|  | p50 |\n| --- | --: |\n| warm | <a id="tick"></a>0.9 ms |\n\n2 cores.\n\nMissed aims:\n\n- ≤ 0.5 ms: 0.9\n\n',
      ),
    );
    expect(renderTables(rendered, [section])).toBe(rendered);
  });
});
