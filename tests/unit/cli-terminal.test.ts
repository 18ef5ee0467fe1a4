// What the terminal shows: hostile names, narrow screens, colours.
import { expect, it } from "vitest";
import { agoWords, durationWords, secondsWords } from "../../cli/show/words.ts";
import { harmless, harmlessJson } from "../../cli/terminal/harmless.ts";
import { type Column, renderFacts, renderTable } from "../../cli/terminal/table.ts";
import { readTerminal, type Terminal } from "../../cli/terminal/terminal.ts";
import { widthOf, wrap } from "../../cli/terminal/width.ts";

const PIPE: Terminal = { columns: null, isScreen: false, showsProgress: false, hasColor: false };
const columnsOf = (columns: number): Terminal => ({ ...PIPE, columns });

it.each([
  ["an escape sequence", "a\u001b[2Jb", "a\\u{1b}[2Jb"],
  ["a C1 control", "a\u009b2Jb", "a\\u{9b}2Jb"],
  ["a line break", "a\nb\r", "a\\u{a}b\\u{d}"],
  ["a right-to-left override", "a\u202egnp.exe", "a\\u{202e}gnp.exe"],
  ["an isolate", "\u2066a\u2069", "\\u{2066}a\\u{2069}"],
  ["what has no width", "a\u200bb\ufeff", "a\\u{200b}b\\u{feff}"],
  ["a half of a pair", "a\ud800b", "a\\u{d800}b"],
  ["a tag", "a\u{e0041}", "a\\u{e0041}"],
])("%s in a name is written out", (_what, text, shown) => {
  expect(harmless(text)).toBe(shown);
});

it("what people write is left as it is", () => {
  for (const text of ["públic.año", "统计.销售", "عرض", "e\u0301", "<b>&amp;"])
    expect(harmless(text)).toBe(text);
});

it("a JSON document with such names means the same, and moves no cursor", () => {
  const document = { view: "a\u202eb\u009b\u{e0041}\u001b\ud800" };
  const text = harmlessJson(JSON.stringify(document, null, 2));
  expect(text).toMatch(/^[\n\x20-\x7e]*$/);
  expect(JSON.parse(text)).toEqual(document);
});

it("wide characters take two columns, marks none", () => {
  expect([widthOf("abc"), widthOf("统计"), widthOf("e\u0301"), widthOf("🙂")]).toEqual([3, 4, 1, 2]);
});

it("lines are broken at spaces, and within a word that is longer", () => {
  expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
  expect(wrap("abcdefgh ij", 3)).toEqual(["abc", "def", "gh", "ij"]);
  expect(wrap("统计统计", 4)).toEqual(["统计", "统计"]);
});

const COLUMNS: Column[] = [
  { name: "VIEW" },
  { name: "STATE" },
  { name: "NEXT", dropFirst: 2 },
  { name: "LAST", dropFirst: 1 },
];
const ROW = ["public.mv_conversaciones_dashboard", "fresh", "in 4 min", "succeeded"];

it("a table has all columns in a pipe, and leaves out the least on a narrow terminal", () => {
  expect(renderTable(COLUMNS, [ROW], PIPE)).toEqual([
    "VIEW                                STATE  NEXT      LAST",
    "public.mv_conversaciones_dashboard  fresh  in 4 min  succeeded",
  ]);
  expect(renderTable(COLUMNS, [ROW], columnsOf(56))[0]).toBe(
    "VIEW                                STATE  LAST",
  );
});

it.each([40, 30, 20])("with %i columns nothing is wider, and nothing is cut off", (columns) => {
  const lines = renderTable(COLUMNS, [ROW, ["b", "stale", "", "failed"]], columnsOf(columns));
  expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
  expect(lines.join("").replaceAll(/\s/g, "")).toContain("public.mv_conversaciones_dashboard");
  expect(lines.join("\n")).toMatch(/STATE +fresh/);
});

it("a name that would move the cursor moves nothing in a table", () => {
  const lines = renderTable(COLUMNS, [["a\u001b[31m\n\u202e", "x", "", ""]], PIPE);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain("a\\u{1b}[31m\\u{a}\\u{202e}");
});

it("long values go on below themselves", () => {
  expect(renderFacts([["why", "one two three"]], columnsOf(17))).toEqual(["why  one two", "     three"]);
});

const SCREEN = { isTTY: true, columns: 120 };

it("colours are for a terminal, and NO_COLOR is heard", () => {
  const has = (stdout: object, env: Record<string, string>) => readTerminal(stdout, {}, env).hasColor;
  expect(has(SCREEN, {})).toBe(true);
  expect(has({}, {})).toBe(false);
  expect(has(SCREEN, { NO_COLOR: "1" })).toBe(false);
  expect(has(SCREEN, { TERM: "dumb" })).toBe(false);
  expect(has({}, { FORCE_COLOR: "1" })).toBe(true);
  expect(has({}, { FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(false);
  const painted = renderTable([{ name: "A" }], [[{ text: "b", tone: "bad" }]], { ...PIPE, hasColor: true });
  expect(painted[1]).toBe("\u001b[31mb\u001b[39m");
});

it("a pipe is not broken into lines, unless COLUMNS says how wide it is", () => {
  expect(readTerminal({}, {}, {}).columns).toBeNull();
  expect(readTerminal({}, {}, { COLUMNS: "40" }).columns).toBe(40);
  expect(readTerminal(SCREEN, {}, { COLUMNS: "40" }).columns).toBe(120);
});

it("times are told in words", () => {
  expect([0.4, 412, 1300, 125_000, 11_100_000].map(durationWords)).toEqual([
    "0 ms",
    "412 ms",
    "1.3 s",
    "2 min 5 s",
    "3 h 5 min",
  ]);
  expect([0, 59.6, 3600, 187_200].map(secondsWords)).toEqual(["0 s", "1 min", "1 h", "2 d 4 h"]);
  const now = "2026-11-24T03:00:00Z";
  expect(agoWords("2026-11-24T02:48:00Z", now)).toBe("12 min ago");
  expect(agoWords("2026-11-24T03:03:00Z", now)).toBe("in 3 min");
  expect(agoWords(null, now)).toBe("");
});
