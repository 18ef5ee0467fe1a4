// docs/architecture.md is true to the tree and to the code.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const SOURCES = "supabase/schemas/dashboard_refresh";
const FUNCTION = "supabase/functions/refresh-dashboard";
/** The folders whose every folder the document names. */
const EXPLAINED = [SOURCES, FUNCTION, "cli", "client", "page", "stack", "bench", "scripts"];

const document = readFileSync(path.join(ROOT, "docs/architecture.md"), "utf8");

/** The lines of the code blocks below a marker, each with its depth. */
function readBlocks(marker: "tree" | "walk"): { depth: number; words: string[] }[][] {
  const pattern = new RegExp(`<!-- ${marker} -->\\n\\n\`\`\`text\\n(.*?)\`\`\``, "gs");
  return [...document.matchAll(pattern)].map(([, block = ""]) =>
    block
      .trimEnd()
      .split("\n")
      .map((line) => ({ depth: line.search(/\S/) / 2, words: line.trim().split(/\s+/) })),
  );
}

/** The paths that a tree draws, from the root of the repository; those of folders end with a slash. */
function readPaths(tree: { depth: number; words: string[] }[]): string[] {
  const parents: string[] = [];
  return tree.map(({ depth, words: [name = ""] }) => {
    parents.length = depth;
    parents.push(name);
    return parents.join("");
  });
}

interface SqlFunction {
  name: string;
  file: string;
  /** Without comments. */
  body: string;
}

const functions: SqlFunction[] = readdirSync(path.join(ROOT, SOURCES), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".sql") && file.includes("/"))
  .flatMap((file) => {
    const text = readFileSync(path.join(ROOT, SOURCES, file), "utf8");
    const pattern =
      /^create or replace (?:function|procedure) (?:dashboard_refresh|public)\.(\w+)\(.*?\bas \$\$\n(.*?)^\$\$;/gms;
    return [...text.matchAll(pattern)].map(([, name = "", body = ""]) => ({
      name,
      file,
      body: body.replace(/--.*/g, ""),
    }));
  });
const find = (name: string) => functions.find((each) => each.name === name);

/** Where a function names another first; -1 where it does not. */
const indexOfCall = (caller: SqlFunction, callee: string) =>
  caller.body.search(new RegExp(`\\b${callee}\\b`));

const paths = readBlocks("tree").flatMap(readPaths);

describe("the tree in docs/architecture.md", () => {
  it("has only what is there", () => {
    expect(paths.length).toBeGreaterThan(50);
    expect(paths.filter((each) => !existsSync(path.join(ROOT, each)))).toEqual([]);
  });

  it.each(EXPLAINED)("has every folder of %s", (folder) => {
    const folders = readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${path.relative(ROOT, path.join(entry.parentPath, entry.name))}/`)
      // Explained in words, since they are there only from the second release on.
      .filter((each) => !/\/(upgrades|retired)\//.test(each));
    expect(folders.filter((each) => !paths.includes(each))).toEqual([]);
  });
});

describe("docs/architecture.md", () => {
  it("names only files that are there", () => {
    const files = [...document.matchAll(/[\w.-]+(?:\/[\w.-]+)*\.(?:ts|sql|txt|md|json)\b/g)].map(
      ([file]) => file,
    );
    const isThere = (file: string) =>
      ["", SOURCES, `${SOURCES}/schema/tables`, FUNCTION, "bench"].some((folder) =>
        existsSync(path.join(ROOT, folder, file)),
      );
    expect(files.length).toBeGreaterThan(60);
    expect(files.filter((file) => !isThere(file))).toEqual([]);
  });

  it("names only functions that are there", () => {
    const names = [...document.matchAll(/(?<![\w.])_[a-z_]+\b/g)].map(([name]) => name);
    expect(names.length).toBeGreaterThan(50);
    expect([...new Set(names)].filter((name) => find(name) === undefined)).toEqual([]);
  });
});

describe("the walks in docs/architecture.md", () => {
  const walks = readBlocks("walk");

  it("name each function with the file that defines it", () => {
    const steps = walks.flat().map(({ words: [name = "", file = ""] }) => `${name} ${file}`);
    expect(steps.length).toBeGreaterThan(50);
    const defined = functions.map(({ name, file }) => `${name} ${file}`);
    expect(steps.filter((step) => !defined.includes(step))).toEqual([]);
  });

  it("go the way the code goes: from the caller to what it calls, in its order", () => {
    const wrong = walks.flatMap((walk) =>
      walk.flatMap((caller, index) => {
        const end = walk.findIndex(({ depth }, other) => other > index && depth <= caller.depth);
        const called = walk
          .slice(index + 1, end < 0 ? undefined : end)
          .filter(({ depth }) => depth === caller.depth + 1)
          .map(({ words: [name = ""] }) => name);
        const source = find(caller.words[0] ?? "");
        const places = called.map((name) => (source ? indexOfCall(source, name) : -1));
        const isInOrder = places.every((place, at) => place >= 0 && place >= (places[at - 1] ?? 0));
        return isInOrder
          ? []
          : [`${caller.words[0]}: ${called.map((name, at) => `${name} ${places[at]}`).join(", ")}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});
