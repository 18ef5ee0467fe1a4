// Random views over random tables, and random changes of all that they may depend on: no tick says `unchanged` of a view
// that does not show what its query gives. To look longer: PROPERTY_SEED, PROPERTY_VIEWS, PROPERTY_ROUNDS.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED, VIEW_ROUNDS, VIEWS } from "./settings.ts";
import { cleanUp, type Result, search } from "./views-search.ts";

describe(`${VIEWS} random views and ${VIEW_ROUNDS} changes, seed ${SEED}`, () => {
  let result: Result;
  beforeAll(async () => {
    result = await search({ seed: SEED, views: VIEWS, rounds: VIEW_ROUNDS });
  }, 600_000);
  afterAll(cleanUp);

  it("is never told to be unchanged when it is not", () => {
    expect(result.found).toEqual([]);
    expect(result.skipped).toBeGreaterThan((VIEWS * VIEW_ROUNDS) / 2);
  });

  it("is right after each refresh, and left alone by the next tick unless status says why not", () => {
    expect({ wrong: result.wrong, restless: result.restless }).toEqual({ wrong: [], restless: [] });
  });

  it("are views and changes that can show a mistake: most can be skipped, and most changes alter some", () => {
    expect(result.skippable).toBeGreaterThan(VIEWS / 3);
    expect(result.altered).toBeGreaterThan(VIEWS / 2);
    expect(Object.keys(result.alteredBy).length).toBeGreaterThan(VIEW_ROUNDS / 2);
  });
});
