// npm test leaves no project of vitest.config.ts out.
import { expect, test } from "vitest";
import { listTurns } from "../turns.ts";

const projects = listTurns().flat();

test("every project has one turn", () => {
  expect(projects).toEqual(expect.arrayContaining(["pgtap", "unit"]));
  expect(new Set(projects).size).toBe(projects.length);
});

test("a project that was given no turn runs last and alone", () => {
  expect(listTurns([], [...projects, "newcomer"])).toEqual([...listTurns(), ["newcomer"]]);
});

test("those chosen run in the same order, and nothing else", () => {
  expect(listTurns(["stack", "unit"])).toEqual([["unit"], ["stack"]]);
});

test("a name that no project has is refused with those there are", () => {
  expect(() => listTurns(["unti"])).toThrow(/^no such tests: unti; there are pgtap, unit, /);
});
