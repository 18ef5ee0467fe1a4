// The rooms of the function, and which of them each may use: nothing depends upwards, so that a room can be read, changed
// and taken elsewhere with what is below it.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const FUNCTION = path.resolve(import.meta.dirname, "../../supabase/functions/refresh-dashboard");
const BASE = ["contract", "runtime", "request"];
const MIDDLE = [...BASE, "auth", "database"];
const MAY_USE: Record<string, readonly string[]> = {
  contract: [],
  runtime: ["contract"],
  request: ["contract"],
  auth: BASE,
  database: BASE,
  "deps.ts": MIDDLE,
  openapi: ["contract"],
  routes: [...MIDDLE, "openapi", "deps.ts"],
  "app.ts": [...MIDDLE, "deps.ts", "routes"],
  "index.ts": [...MIDDLE, "app.ts"],
};

const roomOf = (file: string) => path.relative(FUNCTION, file).split(path.sep)[0] ?? "";
const files = readdirSync(FUNCTION, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => path.join(FUNCTION, name));
const importsOf = (file: string) =>
  [
    ...readFileSync(file, "utf8").matchAll(
      /^(?:import|export)\s(?:[\w*{}\s,]+\sfrom\s)?"([^"]+)"|\bimport\("([^"]+)"\)/gm,
    ),
  ].map(([, atTheTop, whenNeeded]) => atTheTop ?? whenNeeded ?? "");

it("every file of the function stands in a room that has its rule", () => {
  expect(new Set(files.map(roomOf))).toEqual(new Set(Object.keys(MAY_USE)));
});

it("every relative import is found, and names a file of the function", () => {
  const relative = files.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => path.resolve(path.dirname(file), specifier)),
  );
  expect(relative.length).toBeGreaterThan(60);
  expect(relative.filter((target) => !files.includes(target))).toEqual([]);
  const dynamic = files.filter((file) => /\b(?:import|require)\s*\((?!")/.test(readFileSync(file, "utf8")));
  expect(dynamic, "an import that this test would not see").toEqual([]);
});

describe.each(files.map((file) => [path.relative(FUNCTION, file), file]))("%s", (_name, file) => {
  it("imports its own room and what is below it, and nothing else", () => {
    const room = roomOf(file);
    const rooms = importsOf(file)
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => roomOf(path.resolve(path.dirname(file), specifier)));
    const allowed = [room, ...(MAY_USE[room] ?? [])];
    expect(rooms.filter((each) => !allowed.includes(each))).toEqual([]);
  });
});

it("the time of day is asked for in index.ts alone, for signatures and the log: what lasts is timed by a clock that is never set", () => {
  const source = (file: string) => readFileSync(path.join(FUNCTION, file), "utf8");
  const asking = files.filter((file) => /Date\.now|new Date\(\)|\bDate\(\)/.test(readFileSync(file, "utf8")));
  expect(asking.map(roomOf)).toEqual(["index.ts"]);
  const given = [...source("index.ts").matchAll(/(\w+)\([^()]*\bnow\b[^()]*\)/g)].map(([, name]) => name);
  expect(new Set(given)).toEqual(new Set(["createVerifyTrigger", "createReplayMemory"]));
  expect(source("index.ts")).toMatch(/createLog\(.*, now\);/);
});

it("the contract needs no package but zod, so that a client can take it as it is", () => {
  const packages = files
    .filter((file) => roomOf(file) === "contract")
    .flatMap(importsOf)
    .filter((specifier) => !specifier.startsWith("."));
  expect(packages.length).toBeGreaterThan(0);
  expect(packages.filter((specifier) => !/^zod\//.test(specifier))).toEqual([]);
});
