// A run's way as legs.
import { describe, expect, it } from "vitest";
import { type ChainedRun, readLegs, sumLegs } from "../../page/src/view/chain.ts";

const BEGIN = Date.parse("2026-11-30T12:00:00Z");
const iso = (seconds: number) => new Date(BEGIN + seconds * 1000).toISOString();
const run = (rest: Partial<ChainedRun>): ChainedRun => ({
  status: "succeeded",
  running: false,
  trigger: "cron",
  requested_at: iso(1),
  started_at: iso(6),
  finished_at: iso(8),
  ...rest,
});
const legs = (of: ChainedRun, now = 20) =>
  readLegs(of, BEGIN + now * 1000).map(({ name, kind, ms, open }) =>
    [name, kind, ms / 1000, ...(open ? ["open"] : [])].join(" "),
  );

describe("readLegs", () => {
  it("follows a run from pg_cron through pg_net and the function", () => {
    const chain = {
      cron: { fired_at: iso(0) },
      request: { sent_at: iso(3), state: "answered", status_code: 202 },
    };
    expect(legs(run({ chain }))).toEqual([
      "tick working 1",
      "queue waiting 2",
      "function waiting 3",
      "refresh working 2",
    ]);
  });

  it("has one wait for both where pg_net no longer says when it sent", () => {
    const chain = { cron: null, request: { sent_at: null, state: "unknown" } };
    expect(legs(run({ chain }))).toEqual(["function waiting 5", "refresh working 2"]);
  });

  it("shows a request that nobody has sent as still waiting", () => {
    const chain = { request: { sent_at: null, state: "queued" } };
    const waiting = run({ status: "queued", started_at: null, finished_at: null, chain });
    expect(legs(waiting)).toEqual(["queue waiting 19 open"]);
  });

  it("waits for its turn in the database", () => {
    expect(legs(run({ chain: { cron: null, request: null } }))).toEqual([
      "turn waiting 5",
      "refresh working 2",
    ]);
  });

  it("was served by another run", () => {
    expect(legs(run({ started_at: null, served_by: "another" }))).toEqual(["served waiting 7"]);
  });

  it("is working while it runs", () => {
    expect(legs(run({ status: "queued", running: true, finished_at: null }))).toEqual([
      "turn waiting 5",
      "refresh working 14 open",
    ]);
  });

  it("never counts below 0, whatever the clocks say", () => {
    const chain = { cron: { fired_at: iso(2) }, request: null };
    expect(legs(run({ chain }))[0]).toBe("tick working 0");
  });

  it("takes no sending that lies before the request or after the refresh", () => {
    const chain = { request: { sent_at: iso(-100), state: "answered" } };
    expect(legs(run({ chain }))).toEqual(["function waiting 5", "refresh working 2"]);
  });
});

it("sumLegs keeps waiting apart from working", () => {
  const chain = { cron: { fired_at: iso(0) }, request: null };
  expect(sumLegs(readLegs(run({ chain }), BEGIN))).toEqual({ waitingMs: 5000, workingMs: 3000 });
});
