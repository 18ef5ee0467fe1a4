// Function and database each say their version, and work with each other all the same when the two differ.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Status } from "../../supabase/functions/refresh-dashboard/contract/answers.ts";
import { VERSION } from "../../supabase/functions/refresh-dashboard/contract/version.ts";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import { aStatus as anyStatus, testApp, VIEW, withSecret } from "./support/fakes.ts";

const LATE = {
  code: "last_run_failed",
  severity: "error",
  message: "the last run failed",
  hint: "see it",
} as const;

/** In an order of its own, with members that this function does not know. */
const { version: _ours, ...rest } = anyStatus({ view: VIEW });
const aStatus = (version: Status["version"]): Status => ({
  zone: { later: true, added: 1 },
  ...rest,
  state: "stale",
  settings: { schedule: "*/5 * * * *", active: true },
  problems: [LATE],
  ...(version === undefined ? {} : { version }),
});

async function answerTo(status: Status): Promise<{ text: string; json: Status }> {
  const app = testApp({ database: { readStatus: async () => status } });
  const response = await app.call("GET", "/status", { headers: withSecret });
  expect(response.status).toBe(200);
  const text = await response.text();
  return { text, json: JSON.parse(text) };
}

describe("GET /status", () => {
  it("passes on what the database says, in its order, when both have the same version", async () => {
    const status = aStatus(VERSION);
    expect((await answerTo(status)).text).toBe(JSON.stringify(status));
  });

  it.each(["0.0.9", "99.1.0"])(
    "warns of a database of version %s, and changes nothing else",
    async (version) => {
      const status = aStatus(version);
      const { text, json } = await answerTo(status);
      const [, mismatch] = json.problems;
      expect(mismatch).toMatchObject({ code: "version_mismatch", severity: "warning" });
      expect(mismatch?.message).toContain(version);
      expect(mismatch?.message).toContain(VERSION);
      expect(text).toBe(JSON.stringify({ ...status, problems: [LATE, mismatch] }));
    },
  );

  it("says how to update either of the two", async () => {
    const [, mismatch] = (await answerTo(aStatus("0.0.9"))).json.problems;
    expect(mismatch?.hint).toContain("supabase db push");
    expect(mismatch?.hint).toContain("supabase functions deploy refresh-dashboard");
  });

  it.each([null, undefined])("warns of a database that does not say its version: %j", async (version) => {
    const { json } = await answerTo(aStatus(version));
    expect(json.problems.map(({ code }) => code)).toEqual(["last_run_failed", "version_mismatch"]);
    expect(json.problems[1]?.message).toContain(VERSION);
  });
});

describe("GET /", () => {
  const index = (app: ReturnType<typeof testApp>) => app.call("GET", "/", { headers: withSecret });

  it("answers the versions of function and database", async () => {
    const app = testApp({ database: { readVersion: async () => "0.0.9" } });
    expect(await (await index(app)).json()).toMatchObject({
      name: "refresh-dashboard",
      version: { function: VERSION, database: "0.0.9" },
    });
  });

  it.each([
    ["does not answer", new Problem("database_unavailable", "The database does not answer.")],
    ["is older than its version", new Problem("misconfigured", "The function and the database do not fit.")],
    ["breaks the contract", new Error("read_dashboard_refresh_version broke the contract")],
  ])("answers null for a database that %s, and logs why", async (_name, error) => {
    const app = testApp({ database: { readVersion: () => Promise.reject(error) } });
    const response = await index(app);
    expect(response.status).toBe(200);
    const { version, endpoints } = await response.json();
    expect(version).toEqual({ function: VERSION, database: null });
    expect(Object.keys(endpoints)).toContain("GET /status");
    expect(app.logs).toMatchObject([
      { level: "warn", event: "version_unread", error: { message: error.message } },
    ]);
  });
});

it("the function's version is written as the build writes it", () => {
  const file = new URL("../../supabase/functions/refresh-dashboard/contract/version.ts", import.meta.url);
  expect(readFileSync(file, "utf8")).toBe(
    `// Built by npm run build:sql from package.json.\nexport const VERSION = "${VERSION}";\n`,
  );
});
