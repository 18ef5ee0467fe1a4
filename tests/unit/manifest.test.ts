// The function runs in Deno, its tests in Node: both must get the same versions of everything.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"));
const FUNCTION = "supabase/functions/refresh-dashboard";
const imports: Record<string, string> = read(`${FUNCTION}/deno.json`).imports;
const inDeno = Object.values(imports).map(
  (specifier) => /^npm:((?:@[^/]+\/)?[^@/]+)@([^/]+)/.exec(specifier) ?? [],
);

it.each(inDeno.map(([, name = "?", version = "?"]) => [name, version]))(
  "%s is %s in package.json too",
  (name, version) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    const { dependencies, devDependencies } = read("package.json");
    expect({ ...dependencies, ...devDependencies }[name]).toBe(version);
  },
);

it("deno.lock has the version that edge runtimes of before March 2026 can read", () => {
  // Deno 2.9 reads it and leaves it alone while it is up to date, but writes version 5. After a change of deno.json, let
  // it write the file (deno cache index.ts), then set "version" to "4" and take out each "optionalPeers".
  const { version, npm } = read(`${FUNCTION}/deno.lock`);
  expect(version).toBe("4");
  expect(Object.entries(npm).filter(([, entry]) => "optionalPeers" in (entry as object))).toEqual([]);
});

it("deno.lock was made from this deno.json", () => {
  const { workspace, npm } = read(`${FUNCTION}/deno.lock`);
  const pinned = inDeno.map(([, name, version]) => `${name}@${version}`);
  expect(new Set(workspace.dependencies)).toEqual(new Set(pinned.map((name) => `npm:${name}`)));
  const locked = Object.keys(npm).map((name) => name.replace(/_.*/, ""));
  expect(locked).toEqual(expect.arrayContaining(pinned));
});
