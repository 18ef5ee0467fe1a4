// No file imports itself by way of others: type imports count, since a reader has to follow them just the same.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const repoDir = path.resolve(import.meta.dirname, "../..");
const FOLDERS = ["stack", "bench", "scripts", "tests", "supabase/functions", "client", "cli"];
const present = FOLDERS.filter((folder) => existsSync(path.join(repoDir, folder)));

type Imports = ReadonlyMap<string, readonly string[]>;

/** Of all files together, so that a circle through several folders is seen too. */
function readImports(folders: readonly string[]): Imports {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(repoDir, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.split("/").includes("node_modules"))
      .map((file) => `${folder}/${file}`),
  );
  return new Map(
    files.map((file) => [file, relativeImports(file, readFileSync(path.join(repoDir, file), "utf8"))]),
  );
}

/** Of `import … from`, `import "…"`, `import("…")` and `export … from`, those that begin with a dot. */
function relativeImports(file: string, text: string): string[] {
  const pattern =
    /(?:^\s*(?:import|export)\b[^"'`;]*?\bfrom\s*|^\s*import\s*|\bimport\(\s*)["'](\.[^"']*)["']/gm;
  return [...text.matchAll(pattern)].map(([, specifier = ""]) =>
    path.posix.join(path.posix.dirname(file), specifier),
  );
}

/** The files of the first circle that is met, the first again at the end; undefined when there is none. */
function findCycle(imports: Imports): string[] | undefined {
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const imported of imports.get(file) ?? []) {
      const cycle = walk(imported, [...way, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const cycle = walk(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

describe("imports", () => {
  it("never lead back to the file that they start from", () => {
    const imports = readImports(present);
    // An expression that reads no import finds no circle either.
    expect([...imports.values()].flat().length).toBeGreaterThan(200);
    expect(findCycle(imports)).toBeUndefined();
  });
});

describe("the search for circles", () => {
  it("reads every form of an import", () => {
    const text = `
import "./a.ts";
import { b } from "./b.ts";
import {
  type C,
  c,
} from "../c.ts";
import type { D } from './d.ts';
export { e } from "./e.ts";
export * from "./f.ts";
const g = await import("./g.ts");
import postgres from "postgres";`;
    expect(relativeImports("x/y.ts", text)).toEqual([
      ...["x/a.ts", "x/b.ts", "c.ts", "x/d.ts", "x/e.ts", "x/f.ts", "x/g.ts"],
    ]);
  });

  it("finds a circle, and none where two ways lead to one file", () => {
    const circle = new Map([
      ["a", ["b"]],
      ["b", ["c"]],
      ["c", ["b"]],
    ]);
    expect(findCycle(circle)).toEqual(["b", "c", "b"]);
    const diamond = new Map([
      ["a", ["b", "c"]],
      ["b", ["d"]],
      ["c", ["d"]],
      ["d", []],
    ]);
    expect(findCycle(diamond)).toBeUndefined();
  });
});
