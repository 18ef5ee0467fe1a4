// What a failed RPC means for the caller.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  DatabaseError,
  describeDatabaseError,
  outcomeIsUnknown,
} from "../../supabase/functions/refresh-dashboard/database/database-error.ts";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";

describe("what the database raises on purpose keeps its code, message and hint", () => {
  it.each([
    ["unknown_view", 404],
    ["view_required", 400],
    ["not_a_materialized_view", 422],
    ["invalid_setting", 422],
    ["unsupported_schedule", 422],
    ["paused", 409],
    ["suspended", 409],
    ["unknown_run", 404],
    ["job_conflict", 409],
    ["invalid_argument", 400],
    ["definition_failed", 422],
    ["alerts_not_configured", 409],
    ["unknown_alert", 404],
  ])("%s as %i, whatever status it came with", (code, status) => {
    const problem = describeDatabaseError(
      { code, message: "what happened", details: "more of it", hint: "do this" },
      500,
    );
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({ code, status, message: "what happened. more of it", hint: "do this" });
    expect(problem.cause).toBeUndefined();
  });

  it("every code of docs/contract.md is among them", () => {
    const contract = readFileSync(path.resolve(import.meta.dirname, "../../docs/contract.md"), "utf8");
    const rows = [...contract.matchAll(/^\| `DR\d{3}` +\| `(\w+)` +\| (\d{3}) /gm)];
    expect(rows.length).toBeGreaterThan(10);
    for (const [, code = "", status] of rows) {
      expect(describeDatabaseError({ code, message: "m" }, 500)).toMatchObject({
        code,
        status: Number(status),
      });
    }
  });

  it.each([
    ["no such view", "no such view. Got x."],
    ["no such view.", "no such view. Got x."],
    ["did you mean y?", "did you mean y? Got x."],
  ])("its message and details are two sentences: %s", (message, detail) => {
    const problem = describeDatabaseError({ code: "unknown_view", message, details: "Got x." }, 404);
    expect(problem.message).toBe(detail);
  });

  it("it may come without details or hint", () => {
    const problem = describeDatabaseError(
      { code: "paused", message: "the view is paused", details: null, hint: null },
      409,
    );
    expect(problem).toMatchObject({ message: "the view is paused", hint: null });
  });
});

describe("a database that cannot answer is database_unavailable, and the outcome unknown", () => {
  it.each([
    ["no connection at all", { message: "TypeError: fetch failed", code: "" }, 0],
    ["a call cut short", { message: "TimeoutError: signal timed out", code: "" }, 0],
    ["a gateway's page", { message: "<html>Bad gateway</html>" }, 502],
    ["a gateway that gave up", { message: "upstream timed out" }, 504],
    ["a gateway that throttles", { message: "slow down" }, 429],
    ["a page in place of an answer", { message: "<html>welcome</html>" }, 200],
    ["PostgREST without a connection", { code: "PGRST000", message: "m" }, 503],
    ["PostgREST without a free connection", { code: "PGRST003", message: "m" }, 504],
    ["the server shutting down", { code: "57P01", message: "m" }, 503],
    ["the server starting up", { code: "57P03", message: "m" }, 503],
    ["a broken connection", { code: "08006", message: "m" }, 503],
    ["too many connections", { code: "53300", message: "m" }, 503],
    ["a full disk", { code: "53100", message: "m" }, 503],
    ["a statement timeout", { code: "57014", message: "m" }, 500],
    ["a lock timeout", { code: "55P03", message: "m" }, 500],
    ["a deadlock", { code: "40P01", message: "m" }, 500],
    ["an unnamed error of Supabase Lite", { code: "SUP", message: "m" }, 500],
  ])("%s", (_name, error, status) => {
    const problem = describeDatabaseError(error, status);
    expect(problem).toMatchObject({ code: "database_unavailable", status: 503 });
    expect(problem.message).not.toContain(error.message);
    expect(problem.cause).toBeInstanceOf(DatabaseError);
    expect(outcomeIsUnknown(problem)).toBe(true);
  });
});

describe("a database that is read-only", () => {
  it("is read_only: nothing was done, and nobody promises to do it", () => {
    const problem = describeDatabaseError(
      { code: "25006", message: "cannot execute INSERT in a read-only transaction" },
      405,
    );
    expect(problem).toMatchObject({ code: "read_only", status: 503 });
    expect((problem as Problem).hint).not.toMatch(/watchdog/);
    expect(problem.message).not.toContain("INSERT");
    expect(problem.cause).toBeInstanceOf(DatabaseError);
    expect(outcomeIsUnknown(problem)).toBe(false);
  });
});

describe("a function and a database that do not fit are misconfigured", () => {
  it.each([
    ["the migrations are missing", { code: "PGRST202", message: "Could not find the function" }, 404],
    ["the secret key is refused by the gateway", { message: "Invalid API key" }, 401],
    ["the token is refused", { code: "PGRST301", message: "m" }, 401],
    ["the role may not call the function", { code: "42501", message: "permission denied" }, 403],
  ])("%s", (_name, error, status) => {
    const problem = describeDatabaseError(error, status);
    expect(problem).toMatchObject({ code: "misconfigured", status: 500 });
    expect(problem.message).not.toContain(error.message);
    expect(outcomeIsUnknown(problem)).toBe(false);
  });
});

describe("anything else is a bug, kept from the caller", () => {
  it.each([
    [{ code: "XX000", message: "internal" }, 500],
    [{ code: "P0001", message: "raised" }, 400],
    [{ code: "22P02", message: "invalid input syntax" }, 400],
    [{ code: "PGRST100", message: "parse error" }, 400],
    [{ message: "no such route" }, 404],
    [{ code: "DR001", message: "not wrapped" }, 400],
  ])("%j with status %i", (error, status) => {
    const bug = describeDatabaseError(error, status);
    expect(bug).toBeInstanceOf(DatabaseError);
    expect(outcomeIsUnknown(bug)).toBe(false);
  });
});
