// The contract, and what is written down of it elsewhere.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  CODES,
  isRaisedByDatabase,
  titleOf,
} from "../../supabase/functions/refresh-dashboard/contract/codes.ts";
import {
  callOf,
  codesOf,
  describeAccess,
  ENDPOINTS,
  listCalls,
  NAMED_ENDPOINTS,
} from "../../supabase/functions/refresh-dashboard/contract/endpoints.ts";
import { renderTables } from "./support/contract-tables.ts";

const DOCUMENT = path.resolve(import.meta.dirname, "../../docs/contract.md");

describe("docs/contract.md", () => {
  it("has the tables of calls and codes as the contract gives them; vitest -u writes them", async () => {
    await expect(renderTables(readFileSync(DOCUMENT, "utf8"))).toMatchFileSnapshot(DOCUMENT);
  });
});

describe("the codes", () => {
  it("have a status with a title each", () => {
    for (const [code, { status, alsoStatus }] of Object.entries(CODES)) {
      for (const each of [status, alsoStatus ?? status])
        expect(titleOf(each), code).toMatch(/^[A-Z][A-Za-z ]+$/);
    }
  });

  it("that the database raises are numbered one after the other", () => {
    const states = Object.values(CODES).flatMap(({ sqlstate }) => sqlstate ?? []);
    expect(states.length).toBeGreaterThan(12);
    expect(states).toEqual(states.map((_state, index) => `DR${String(index + 1).padStart(3, "0")}`));
  });

  it.each(["", "toString", "constructor", "__proto__", "DR001", "internal"])(
    "do not take %j for one of the database's",
    (code) => {
      expect(isRaisedByDatabase(code)).toBe(false);
    },
  );

  it("belong each to a call, except those for a request that is not a call, and one for SQL alone", () => {
    const ofCalls = new Set(NAMED_ENDPOINTS.flatMap(([, endpoint]) => codesOf(endpoint)));
    const ofNone = Object.keys(CODES).filter((code) => !(ofCalls as Set<string>).has(code));
    expect(ofNone).toEqual(["not_found", "method_not_allowed", "function_not_configured"]);
  });

  it("of a call are named once each", () => {
    for (const [name, endpoint] of NAMED_ENDPOINTS) {
      expect(codesOf(endpoint), name).toEqual([...new Set(codesOf(endpoint))]);
    }
  });
});

describe("the endpoints", () => {
  it("are told apart by method and path, by whether the caller is the database, or by a member of what is sent", () => {
    const keys = NAMED_ENDPOINTS.map(([, endpoint]) =>
      [callOf(endpoint), endpoint.who === "trigger", JSON.stringify(endpoint.chosenBy)].join(" "),
    );
    expect(keys).toEqual([...new Set(keys)]);
  });

  it("that are told apart by what is sent have the same callers, and all a body or none", () => {
    const chosen = NAMED_ENDPOINTS.filter(([, { chosenBy }]) => chosenBy);
    expect(chosen.map(([name]) => name)).toEqual(["refreshAll", "refreshAsOf", "preview"]);
    for (const [name, endpoint] of chosen) {
      const usual = NAMED_ENDPOINTS.find(
        ([, other]) => !other.chosenBy && other.who !== "trigger" && callOf(other) === callOf(endpoint),
      )?.[1];
      expect([usual?.who, usual?.body !== null], name).toEqual([endpoint.who, endpoint.body !== null]);
      const { query, body, chosenBy } = endpoint;
      const shape = (chosenBy?.in === "query" ? query : body)?.shape ?? {};
      expect(Object.keys(shape), name).toContain(chosenBy?.name);
    }
  });

  it("that share method and path are listed as one call for both callers", () => {
    expect(listCalls()["POST /refresh"]).toBe(
      "refresh a view and wait for it (secret key or operator); refresh all views in the order of their dependencies (secret key or operator); see to it that a view is as fresh as a time, and wait for it (secret key or operator); start a queued run and answer at once (signed trigger)",
    );
  });

  it("say who may call in words", () => {
    expect(describeAccess(ENDPOINTS.status.who)).toBe("secret key, operator or viewer");
    expect(describeAccess(ENDPOINTS.reconfigure.who)).toBe("secret key or operator");
    expect(describeAccess(["secret"])).toBe("secret key");
    expect(describeAccess(ENDPOINTS.refresh.who)).toBe("secret key or operator");
    expect(describeAccess(ENDPOINTS.health.who)).toBe("anyone");
    expect(describeAccess(ENDPOINTS.metrics.who)).toBe("secret key, operator, viewer or scrape token");
  });
});
