// docs/security.md names the tests behind its claims.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const document = readFileSync(path.join(ROOT, "docs/security.md"), "utf8");

/** What is in brackets that do not begin a link. */
const named = [...document.matchAll(/\[([^\]]+)\](?!\()/g)].flatMap(([, brackets = ""]) =>
  [...brackets.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
);

const isThere = (name: string) => {
  const place = name.startsWith("sql/") ? name.replace(/^sql/, "supabase/tests") : `tests/${name}`;
  return ["", ".test.ts", ".test.sql", ".ts"].some((ending) => existsSync(path.join(ROOT, place + ending)));
};

it("every test that docs/security.md names exists", () => {
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((name) => !isThere(name))).toEqual([]);
});

it("every leak in docs/security.md has a gain, limits and a risk", () => {
  const leaks = document.split(/^## /m).find((section) => section.startsWith("What might leak")) ?? "";
  const sections = leaks.split(/^### /m).slice(1);
  expect(sections.length).toBeGreaterThan(10);
  for (const section of sections) {
    const bold = [...section.matchAll(/^- \*\*(\w+):\*\*/gm)].map(([, word]) => word);
    expect(bold, section.split("\n")[0]).toEqual(["Gain", "Limits", "Risk"]);
  }
});
