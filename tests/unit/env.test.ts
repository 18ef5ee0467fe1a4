// The environment: what is missing is reported, and costs only what needs it.
import { describe, expect, it } from "vitest";
import { createAuthenticate } from "../../supabase/functions/refresh-dashboard/auth/authenticate.ts";
import { readEnvironment } from "../../supabase/functions/refresh-dashboard/runtime/env.ts";
import { codeOf, testApp, withSecret } from "./support/fakes.ts";
import {
  NEXT_TRIGGER_SECRET,
  project,
  SCRAPE_TOKEN,
  SECRET_KEY,
  TRIGGER_SECRET,
  tokenOf,
} from "./support/keys.ts";

const NAME = "REFRESH_DASHBOARD_TRIGGER_SECRET";
const resolved = { data: project };

describe("the trigger secret", () => {
  it("may be one", () => {
    const { triggerSecrets, problems } = readEnvironment({ [NAME]: TRIGGER_SECRET }, resolved);
    expect([triggerSecrets, problems]).toEqual([[TRIGGER_SECRET], []]);
  });

  it("may be several, however they are spaced", () => {
    const value = ` ${TRIGGER_SECRET}\n ${NEXT_TRIGGER_SECRET} `;
    expect(readEnvironment({ [NAME]: value }, resolved).triggerSecrets).toEqual([
      TRIGGER_SECRET,
      NEXT_TRIGGER_SECRET,
    ]);
  });

  it.each([undefined, "", "  "])("may be missing, which is reported: %j", (value) => {
    const { triggerSecrets, problems, supabase } = readEnvironment({ [NAME]: value }, resolved);
    expect([triggerSecrets, supabase]).toEqual([[], project]);
    expect(problems.join()).toContain(NAME);
  });

  it.each([
    "whsec_",
    "short",
    `whsec_${"A".repeat(28)}`,
    "whsec_not*base64*at*all*but*long*enough*",
    "whsec_".repeat(40),
  ])("is ignored when it is weak or malformed, and never quoted: %s", (value) => {
    const { triggerSecrets, problems } = readEnvironment({ [NAME]: `${value} ${TRIGGER_SECRET}` }, resolved);
    expect(triggerSecrets).toEqual([TRIGGER_SECRET]);
    expect(problems.length).toBe(1);
    expect(problems.join()).not.toContain(value);
  });
});

describe("the scrape token", () => {
  const ENV = "REFRESH_DASHBOARD_SCRAPE_TOKEN";
  const read = (value?: string) => readEnvironment({ [NAME]: TRIGGER_SECRET, [ENV]: value }, resolved);

  it("may be one, or several, and is kept out of the log", () => {
    const { scrapeTokens, problems, secretValues } = read(` ${SCRAPE_TOKEN}\n${SCRAPE_TOKEN}2 `);
    expect([scrapeTokens, problems]).toEqual([[SCRAPE_TOKEN, `${SCRAPE_TOKEN}2`], []]);
    expect(secretValues).toEqual(expect.arrayContaining(scrapeTokens));
  });

  it.each([undefined, "", "  "])("may be missing, which is no problem: %j", (value) => {
    expect(read(value)).toMatchObject({ scrapeTokens: [], problems: [] });
  });

  it("is ignored when it is short enough to be guessed, and never quoted", () => {
    const { scrapeTokens, problems } = read("prometheus");
    expect([scrapeTokens, problems.length]).toEqual([[], 1]);
    expect(problems.join()).toContain(ENV);
    expect(problems.join()).not.toContain("prometheus");
  });
});

describe("the project", () => {
  it.each([
    ["no URL", null],
    ["a URL that is none", { ...project, url: "project.test" }],
    ["keys that are no text", { ...project, secretKeys: { default: 1 } as never }],
  ])("is unusable with %s", (_name, data) => {
    const { supabase, problems } = readEnvironment({ [NAME]: TRIGGER_SECRET }, { data });
    expect(supabase).toBe(null);
    expect(problems.join()).toContain("SUPABASE_URL");
  });

  it("without a secret key is reported", () => {
    const { problems } = readEnvironment(
      { [NAME]: TRIGGER_SECRET },
      { data: { ...project, secretKeys: {} } },
    );
    expect(problems.join()).toContain("SUPABASE_SECRET_KEYS");
  });

  it.each(["http://127.0.0.1:54321", "http://kong:8000", "https://abc.supabase.co"])(
    "may be at %s",
    (url) => {
      const { supabase, problems } = readEnvironment(
        { [NAME]: TRIGGER_SECRET },
        { data: { ...project, url } },
      );
      expect([supabase?.url, problems]).toEqual([url, []]);
    },
  );
});

it("every secret value is known to the log, also one that is not used", () => {
  const { secretValues } = readEnvironment({ [NAME]: `short ${TRIGGER_SECRET}` }, resolved);
  expect(secretValues).toEqual(expect.arrayContaining(["short", TRIGGER_SECRET, SECRET_KEY]));
});

describe("without the project's keys", () => {
  it("a call is answered 500 misconfigured, and the log says what is missing", async () => {
    const app = testApp({ authenticate: createAuthenticate(null) });
    const response = await app.call("GET", "/status", { headers: withSecret });
    expect([response.status, await codeOf(response)]).toEqual([500, "misconfigured"]);
    expect(JSON.stringify(app.logs)).toContain("SUPABASE_URL");
  });

  it("a secret key cannot be distinguished from a wrong one, which is our fault and not the caller's", async () => {
    const app = testApp({ authenticate: createAuthenticate({ ...project, secretKeys: {} }) });
    const response = await app.call("GET", "/status", { headers: withSecret });
    expect([response.status, await codeOf(response)]).toEqual([500, "misconfigured"]);
  });

  it("sign-in keys that cannot be fetched are answered 503", async () => {
    const nowhere = new URL("http://127.0.0.1:1/auth/v1/.well-known/jwks.json");
    const app = testApp({ authenticate: createAuthenticate({ ...project, jwks: nowhere }) });
    const headers = { authorization: `Bearer ${await tokenOf("viewer")}` };
    const response = await app.call("GET", "/status", { headers });
    expect([response.status, await codeOf(response)]).toEqual([503, "database_unavailable"]);
  });
});
