// The ledger's filters in the page's address.
import { describe, expect, it } from "vitest";
import { addressOf, inputOf, readFilters } from "../../page/src/ledger/filters.ts";

const NOW = Date.parse("2026-11-30T12:00:00Z");

describe("readFilters", () => {
  it("reads back what addressOf writes, whatever the view is called", () => {
    const filters = { view: 'public."a b&c=d#e?"', status: "failed", since: "24h" } as const;
    const query = addressOf(filters).slice("#/runs?".length);
    expect(readFilters(new URLSearchParams(query))).toEqual(filters);
  });

  it("has the bare address where nothing is filtered", () => {
    expect(addressOf({ view: null, status: null, since: null })).toBe("#/runs");
  });

  it("takes no word that it does not know", () => {
    const query = new URLSearchParams("status=exploded&since=forever&view=");
    expect(readFilters(query)).toEqual({ view: null, status: null, since: null });
  });
});

describe("inputOf", () => {
  it("asks for all views where none is named", () => {
    expect(inputOf({ view: null, status: null, since: null }, NOW)).toEqual({ all: true });
  });

  it("counts back from the database's clock", () => {
    expect(inputOf({ view: "public.a", status: "lost", since: "1h" }, NOW)).toEqual({
      view: "public.a",
      status: "lost",
      since: "2026-11-30T11:00:00.000Z",
    });
  });
});
