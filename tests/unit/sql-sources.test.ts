// The rules of the house, over the sources as they are.
import { describe, expect, it } from "vitest";
import { readSources, roomOf, type Source } from "../../scripts/sql/sources.ts";
import { codeOf, tokenize } from "../../scripts/sql/tokens.ts";
import { findRepository } from "../../stack/index.ts";
import { madeBy, namedBy } from "./support/sql-names.ts";

const ROOMS =
  "schema session schedules sending settings changes alerts refresh tick watchdog installation status examine drift doctor api".split(
    " ",
  );
const MOST_LINES_OF_A_FILE = 150;
const MOST_LINES_OF_A_FUNCTION = 80;

const sources = readSources(findRepository());

describe("the sources of the database part", () => {
  it("stand in rooms, in the order in which the rooms build on each other", () => {
    expect([...new Set(sources.map(roomOf))]).toEqual(ROOMS);
    const order = sources.map((source) => ROOMS.indexOf(roomOf(source)));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it("use only what their own room makes, or one before it", () => {
    const roomOfName = new Map(sources.flatMap((each) => madeBy(each).map((name) => [name, roomOf(each)])));
    const offences = sources.flatMap((source) =>
      [...new Set(namedBy(source.text))]
        .filter((name) => ROOMS.indexOf(roomOfName.get(name) ?? "") > ROOMS.indexOf(roomOf(source)))
        .map((name) => `${source.path} uses ${name}, of ${roomOfName.get(name)}`),
    );
    expect(offences).toEqual([]);
  });

  it("name nothing of the schema that no source makes", () => {
    const made = new Set(["dashboard_refresh.version", ...sources.flatMap(madeBy)]);
    const unknown = sources.flatMap((source) =>
      [...new Set(namedBy(source.text))]
        .filter((name) => !made.has(name))
        .map((name) => `${source.path} names ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it("make each object once", () => {
    const names = sources.flatMap(madeBy);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it("say at the top of each file what it is for", () => {
    expect(sources.filter(({ text }) => headOf(text) === "").map(({ path }) => path)).toEqual([]);
  });

  it(`have no file of more than ${MOST_LINES_OF_A_FILE} lines without a reason ("Long: …") at its top`, () => {
    const long = sources.filter(
      ({ text }) => text.split("\n").length > MOST_LINES_OF_A_FILE && !/\bLong: \S/.test(headOf(text)),
    );
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it(`have no function of more than ${MOST_LINES_OF_A_FUNCTION} lines without a reason ("Long: …") above it`, () => {
    expect(sources.flatMap(longFunctions)).toEqual([]);
  });
});

/** The comments before the first statement. */
function headOf(text: string): string {
  const tokens = tokenize(text);
  const first = codeOf(tokens)[0];
  const before = first === undefined ? tokens : tokens.slice(0, tokens.indexOf(first));
  return before
    .map((token) => token.text)
    .join("")
    .trim();
}

function longFunctions(source: Source): string[] {
  return source.statements.flatMap((statement) => {
    if (statement.kind !== "routine" || /\bLong: \S/.test(headOf(statement.text))) return [];
    const lines = statement.text.slice(headOf(statement.text).length).trim().split("\n").length;
    return lines > MOST_LINES_OF_A_FUNCTION ? [`${statement.routine.name} has ${lines} lines`] : [];
  });
}
