// The sources: build_order.txt and the files that it names.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { BuildError } from "./errors.ts";
import { parseStatements, type Statement } from "./statements.ts";

export const SOURCES_DIR = "supabase/schemas/dashboard_refresh";

export interface Source {
  /** Below the folder of the sources. Its first folder is its room. */
  path: string;
  text: string;
  statements: Statement[];
}

/** No sources: the hand-written parts of upgrades. */
const APART = "upgrades/";

/** Tables and types stand only here, so that whatever an upgrade must change by hand is in one room. */
const DEFINITIONS = "schema";

/** In build order. */
export function readSources(rootDir: string): Source[] {
  const dir = path.join(rootDir, SOURCES_DIR);
  const order = parseBuildOrder(readFileSync(path.join(dir, "build_order.txt"), "utf8"));
  const present = readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".sql") && !file.startsWith(APART))
    .sort();
  requireSame(order, present);
  return order.map((file) => parseSource(file, readFileSync(path.join(dir, file), "utf8")));
}

/** One path a line; `#` begins a comment. */
export function parseBuildOrder(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "");
}

export function parseSource(file: string, text: string): Source {
  const source = { path: file, text: text.trim(), statements: parseIn(file, text) };
  const misplaced = source.statements.find(({ kind }) => kind === "definition" || kind === "type");
  if (misplaced !== undefined && roomOf(source) !== DEFINITIONS) {
    throw new BuildError(`${file}: this belongs in ${DEFINITIONS}/: ${misplaced.text.slice(0, 80)}`);
  }
  return source;
}

export function roomOf(source: Pick<Source, "path">): string {
  return source.path.split("/")[0] ?? "";
}

function parseIn(file: string, text: string): Statement[] {
  try {
    return parseStatements(text);
  } catch (error) {
    throw error instanceof BuildError ? new BuildError(`${file}: ${error.message}`) : error;
  }
}

function requireSame(order: string[], present: string[]): void {
  const problems = [
    ...order
      .filter((file, index) => order.indexOf(file) !== index)
      .map((file) => `${file} is listed twice in build_order.txt`),
    ...present
      .filter((file) => !order.includes(file))
      .map((file) => `${file} is missing from build_order.txt`),
    ...order
      .filter((file) => !present.includes(file))
      .map((file) => `build_order.txt names ${file}, which is not there`),
  ];
  if (problems.length > 0) throw new BuildError(problems.join("\n"));
}
