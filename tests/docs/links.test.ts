// Every link from a document to another file, and to a place in it, leads there. Links to the network are not followed.
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type Document, parseDocument, ROOT, readDocument, readDocuments } from "./support/documents.ts";

const isRemote = (target: string) => /^(?:https?:|mailto:)/.test(target);

function findBroken({ file, links, anchors }: Document): string[] {
  return links
    .filter(({ target }) => !isRemote(target))
    .filter(({ target }) => {
      const [name = "", anchor] = target.split("#");
      if (name === "") return anchor !== undefined && !anchors.has(anchor);
      const linked = path.posix.join(path.posix.dirname(file), name);
      if (!existsSync(path.join(ROOT, linked))) return true;
      if (anchor === undefined) return false;
      return statSync(path.join(ROOT, linked)).isDirectory() || !readDocument(linked).anchors.has(anchor);
    })
    .map(({ target, line }) => `line ${line}: ${target}`);
}

const documents = readDocuments();

describe("the links in the documents", () => {
  it("are found", () => {
    expect(documents.flatMap(({ links }) => links).length).toBeGreaterThan(100);
  });

  it.each(documents.map((document) => [document.file, document] as const))(
    "of %s lead somewhere",
    (_file, document) => {
      expect(findBroken(document)).toEqual([]);
    },
  );
});

describe("a link", () => {
  const broken = (text: string) => findBroken(parseDocument("docs/made-up.md", text));

  it.each([
    ["to a file that is not there", "[x](nothing.md)"],
    ["to a place that is not there", "[x](contract.md#nothing)"],
    ["to a place in the same document that is not there", "# Here\n[x](#there)"],
  ])("%s is noticed", (_what, text) => {
    expect(broken(text)).toHaveLength(1);
  });

  it("is named as GitHub names headings", () => {
    expect(broken("## Where `it` is, and *why*: ¿qué?\n[x](#where-it-is-and-why-qué)")).toEqual([]);
    expect(broken("## A\n## A\n[x](#a-1)")).toEqual([]);
  });
});
