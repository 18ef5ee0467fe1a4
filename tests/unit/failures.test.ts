// The lines about what failed, from what the runners really write.
import { describe, expect, it } from "vitest";
import { listPgTapFailures, listVitestFailures } from "../support/failures.ts";

describe("the failures in vitest's report", () => {
  const test = (fullName: string, status: string, failureMessages: string[] = []) => ({
    fullName,
    status,
    failureMessages,
  });
  const file = (status: string, message: string, assertionResults: unknown[]) => ({
    name: "tests/e2e/a.test.ts",
    status,
    message,
    assertionResults,
  });

  it("are its failed tests, with the first line of each message", () => {
    const tests = [
      test("a thing works", "passed"),
      test("a thing ends", "failed", ["AssertionError: expected 1 to be 2\n    at /somewhere"]),
      test("a thing waits", "skipped"),
    ];
    expect(listVitestFailures("e2e", { testResults: [file("failed", "", tests)] })).toEqual([
      "FAILED e2e · tests/e2e/a.test.ts · a thing ends · AssertionError: expected 1 to be 2",
    ]);
  });

  it("are files that failed without a test of theirs failing", () => {
    const tests = [test("a thing works", "passed")];
    const report = { testResults: [file("failed", "Error: the stack is down\n  at /x", tests)] };
    expect(listVitestFailures("e2e", report)).toEqual([
      "FAILED e2e · tests/e2e/a.test.ts · the file as a whole · Error: the stack is down",
    ]);
  });

  it("are none where everything passed", () => {
    const tests = [test("a thing works", "passed")];
    expect(listVitestFailures("e2e", { testResults: [file("passed", "", tests)] })).toEqual([]);
  });
});

describe("the failures in pg_prove's output", () => {
  const OUTPUT = `supabase/tests/a.test.sql ..
# Failed test 1: "one is two"
#         have: 1
#         want: 2
# Looks like you failed 1 test of 2
Failed 1/2 subtests
supabase/tests/b.test.sql ..
Dubious, test returned 3 (wstat 768, 0x300)
Failed 1/2 subtests
supabase/tests/c.test.sql .. ok

Test Summary Report
-------------------
supabase/tests/a.test.sql (Wstat: 0 Tests: 2 Failed: 1)
  Failed test:  1
supabase/tests/b.test.sql (Wstat: 768 (exited 3) Tests: 1 Failed: 0)
  Non-zero exit status: 3
  Parse errors: Bad plan.  You planned 2 tests but ran 1.
Files=3, Tests=5,  0 wallclock secs ( 0.03 usr  0.01 sys +  0.09 cusr  0.04 csys =  0.17 CPU)
Result: FAIL
`;

  it("are the files with what its report says of them, and the tests with their names", () => {
    expect(listPgTapFailures("pgTAP", OUTPUT)).toEqual([
      "FAILED pgTAP · supabase/tests/a.test.sql · Wstat: 0 Tests: 2 Failed: 1 · Failed test:  1",
      "FAILED pgTAP · supabase/tests/b.test.sql · Wstat: 768 (exited 3) Tests: 1 Failed: 0 · " +
        "Non-zero exit status: 3; Parse errors: Bad plan.  You planned 2 tests but ran 1.",
      'FAILED pgTAP · Failed test 1: "one is two"',
    ]);
  });

  it("are none where everything passed", () => {
    expect(listPgTapFailures("pgTAP", "a.test.sql .. ok\nFiles=1, Tests=1, 0 wallclock secs\n")).toEqual([]);
  });
});
