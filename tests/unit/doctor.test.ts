// The calls of the doctor, and the checks that only the function can make.
import { describe, expect, it } from "vitest";
import { createVerifyChallenge } from "../../supabase/functions/refresh-dashboard/auth/verify-challenge.ts";
import type { Challenge, Check } from "../../supabase/functions/refresh-dashboard/contract/answers.ts";
import { VERSION } from "../../supabase/functions/refresh-dashboard/contract/version.ts";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import { settle } from "./support/clock.ts";
import { aCheck, aDoctor, aLoop, codeOf, LOOP_ID, NOW, testApp, withSecret } from "./support/fakes.ts";
import { FOREIGN_SECRET, NEXT_TRIGGER_SECRET, sign, TRIGGER_SECRET, tokenOf } from "./support/keys.ts";

const get = (app: ReturnType<typeof testApp>, path: string) => app.call("GET", path, { headers: withSecret });
const post = (app: ReturnType<typeof testApp>, path: string, body?: object) =>
  app.call("POST", path, { headers: withSecret, ...(body ? { body } : {}) });

/** What the database signs, at that time: see _with_challenge. */
function challengeOf(secret = TRIGGER_SECRET, at = Date.now()): Challenge {
  const id = `doctor_${LOOP_ID}`;
  const body = JSON.stringify({ challenge: id });
  const headers = sign(id, body, { secret, at });
  return {
    id,
    timestamp: headers["webhook-timestamp"] ?? "",
    body,
    signature: headers["webhook-signature"] ?? "",
  };
}

async function checksOf(given: Parameters<typeof testApp>[0]): Promise<Record<string, Check>> {
  const response = await get(testApp(given), "/doctor");
  expect(response.status).toBe(200);
  const { checks } = await response.json();
  return Object.fromEntries(checks.map((check: Check) => [check.id, check]));
}
const withDoctor = (members: Parameters<typeof aDoctor>[0], further: object = {}) =>
  checksOf({ database: { readDoctor: async () => aDoctor(members) }, ...further });

describe("GET /doctor", () => {
  it("answers the database's checks, the function's own in their places, and no challenge", async () => {
    const app = testApp({ database: { readDoctor: async () => aDoctor({ challenge: challengeOf() }) } });
    const { checks, summary, ...rest } = await (await get(app, "/doctor")).json();
    expect(checks.map(({ id, status }: Check) => [id, status])).toEqual([
      ["cron_installed", "ok"],
      ["function_version", "ok"],
      ["function_secret", "ok"],
      ["clock_skew", "ok"],
    ]);
    expect(summary).toEqual({ ok: 4, warning: 0, error: 0, skipped: 0, silenced: 0 });
    expect(rest).toEqual({ version: VERSION, now: NOW });
  });

  it("counts apart what is silenced, and only what is not well", async () => {
    const silenced = { by: "ana", at: NOW, reason: null };
    const checks = [
      aCheck({ status: "error", silenced }),
      aCheck({ id: "a", silenced }),
      aCheck({ id: "b", status: "warning" }),
    ];
    const app = testApp({ database: { readDoctor: async () => aDoctor({ checks }) } });
    expect((await (await get(app, "/doctor")).json()).summary).toEqual({
      ok: 1,
      warning: 1,
      error: 0,
      skipped: 0,
      silenced: 1,
    });
  });

  it("asks for one check, or for deep ones", async () => {
    const app = testApp();
    await get(app, "/doctor?only=clock_skew&deep=true");
    await get(app, "/doctor?deep=false");
    expect(app.calls).toEqual([
      ["readDoctor", { only: "clock_skew", deep: true }],
      ["readDoctor", { deep: false }],
    ]);
  });

  it("tries no refresh for a viewer", async () => {
    const app = testApp();
    const headers = { authorization: `Bearer ${await tokenOf("viewer")}` };
    const response = await app.call("GET", "/doctor?deep=true", { headers });
    expect([response.status, await codeOf(response)]).toEqual([403, "forbidden"]);
    expect(app.calls).toEqual([]);
    expect((await app.call("GET", "/doctor", { headers })).status).toBe(200);
  });

  it("answers 404 for a check that there is not", async () => {
    const unknown = new Problem("unknown_check", "there is no such check");
    const response = await get(
      testApp({ database: { readDoctor: () => Promise.reject(unknown) } }),
      "/doctor?only=x",
    );
    expect([response.status, await codeOf(response)]).toEqual([404, "unknown_check"]);
  });
});

describe("the check of the versions", () => {
  it.each([
    ["0.0.9", "npx supabase db push"],
    ["99.0.0", "npx supabase functions deploy refresh-dashboard"],
  ])("warns of a database of version %s and says which of the two to update", async (version, text) => {
    const { function_version } = await withDoctor({ version });
    expect(function_version).toMatchObject({ status: "warning", repair: { kind: "shell", text } });
    expect(function_version?.finding).toContain(version);
  });
});

describe("the check of the secret", () => {
  it.each([TRIGGER_SECRET, NEXT_TRIGGER_SECRET])(
    "takes any of those that triggers may be signed with",
    async (secret) => {
      const { function_secret } = await withDoctor({ challenge: challengeOf(secret) });
      expect(function_secret).toMatchObject({ status: "ok", repair: null, blocked_by: null });
    },
  );

  it("sees another one, and shows neither", async () => {
    const { function_secret } = await withDoctor({ challenge: challengeOf(FOREIGN_SECRET) });
    expect(function_secret).toMatchObject({ status: "error", repair: { kind: "shell" } });
    for (const secret of [FOREIGN_SECRET, TRIGGER_SECRET])
      expect(JSON.stringify(function_secret)).not.toContain(secret.replace("whsec_", ""));
  });

  it("sees that the function has none", async () => {
    const { function_secret } = await withDoctor(
      { challenge: challengeOf() },
      { verifyChallenge: createVerifyChallenge([]) },
    );
    expect(function_secret).toMatchObject({ status: "error" });
    expect(function_secret?.finding).toContain("no usable REFRESH_DASHBOARD_TRIGGER_SECRET");
  });

  it("is not misled by a clock that is off: that is another check", async () => {
    const challenge = challengeOf(TRIGGER_SECRET, Date.parse("2020-01-01T00:00:00Z"));
    expect((await withDoctor({ challenge })).function_secret?.status).toBe("ok");
  });

  it.each(["/refresh", "/doctor/ping", "/alerts/deliver"])(
    "opens nothing: a challenge that is sent to %s is refused",
    async (path) => {
      const { id, timestamp, body, signature } = challengeOf();
      const signed = {
        "webhook-id": id,
        "webhook-timestamp": String(timestamp),
        "webhook-signature": signature,
      };
      const app = testApp();
      const headers = { "content-type": "application/json", ...signed };
      const response = await app.call("POST", path, { headers, body });
      expect([response.status, await codeOf(response)]).toEqual([422, "invalid_request"]);
      expect(app.calls).toEqual([]);
    },
  );

  it("leaves the database's own row where that has no secret", async () => {
    const { function_secret } = await withDoctor({ challenge: null });
    expect(function_secret).toMatchObject({
      status: "skipped",
      finding: "It is asked of the Edge Function.",
    });
  });
});

describe("the check of the clocks", () => {
  it.each([
    [0, "ok"],
    [29, "ok"],
    [-29, "ok"],
    [31, "warning"],
    [-299, "warning"],
    [300, "error"],
    [-86_400, "error"],
  ])("with a database that is %i s ahead is %s", async (seconds, status) => {
    const now = new Date(Date.parse(NOW) + seconds * 1000).toISOString();
    const { clock_skew } = await withDoctor({ now });
    expect(clock_skew?.status).toBe(status);
    if (status === "ok") return;
    expect(clock_skew?.finding).toContain(`${Math.abs(seconds)} s ${seconds > 0 ? "behind" : "ahead of"}`);
    expect(clock_skew?.repair?.kind).toBe("text");
  });

  it("does not count the time that the answer took", async () => {
    let reading = Date.parse(NOW) - 60_000;
    const now = () => {
      reading += 60_000;
      return reading;
    };
    const at = new Date(Date.parse(NOW) + 30_000).toISOString();
    expect((await withDoctor({ now: at }, { now })).clock_skew?.status).toBe("ok");
  });
});

describe("POST /doctor/silence", () => {
  it("hands on what to silence, why, and who asks", async () => {
    const app = testApp();
    const response = await post(app, "/doctor/silence", { id: "bloat", view: "a.b", reason: "known" });
    expect([response.status, (await response.json()).id]).toEqual([200, "bloat"]);
    expect(app.calls).toEqual([
      ["silenceCheck", { id: "bloat", view: "a.b", reason: "known" }, "secret key (default)"],
    ]);
  });

  it.each([{}, { id: "" }, { id: "a", silenced: "yes" }, { id: "a", by: "me" }])(
    "refuses %j",
    async (body) => {
      expect((await post(testApp(), "/doctor/silence", body)).status).toBe(422);
    },
  );
});

describe("the loop", () => {
  it("is started in the name of who asks: 202 with where to look", async () => {
    const app = testApp();
    const response = await post(app, "/doctor/loop");
    expect([response.status, response.headers.get("location")]).toEqual([202, `../doctor/loops/${LOOP_ID}`]);
    expect(await response.json()).toEqual(aLoop());
    expect(app.calls).toEqual([["startLoop", "secret key (default)"]]);
  });

  it("is read by its id, or with the last ones", async () => {
    const app = testApp();
    expect(await (await get(app, `/doctor/loops/${LOOP_ID}`)).json()).toEqual(aLoop());
    expect(await (await get(app, "/doctor/loops")).json()).toEqual({ loops: [aLoop()] });
    expect(app.calls).toEqual([["readLoop", LOOP_ID], ["listLoops"]]);
  });
});

describe("a loop's ping", () => {
  const ping = (
    app: ReturnType<typeof testApp>,
    { id = LOOP_ID, body = JSON.stringify({ loop_id: LOOP_ID }) } = {},
  ) =>
    app.call("POST", "/doctor/ping", {
      headers: { "content-type": "application/json", ...sign(id, body) },
      body,
    });

  it("is answered 202 at once, and the database told in the background", async () => {
    const app = testApp({ database: { recordLoop: () => new Promise(() => {}) } });
    const response = await ping(app);
    expect([response.status, await response.json()]).toEqual([202, { accepted: true, loop_id: LOOP_ID }]);
    expect(app.calls).toEqual([["recordLoop", LOOP_ID]]);
  });

  it("is accepted once", async () => {
    const app = testApp();
    await ping(app);
    expect(await codeOf(await ping(app))).toBe("trigger_replayed");
    expect(app.calls).toHaveLength(1);
  });

  it("is refused unsigned, and signed for another loop", async () => {
    const app = testApp();
    expect(await codeOf(await post(app, "/doctor/ping", { loop_id: LOOP_ID }))).toBe("signature_missing");
    const other = LOOP_ID.replace(/^./, "0");
    expect(await codeOf(await ping(app, { id: other }))).toBe("signature_invalid");
    expect(app.calls).toEqual([]);
  });

  it("that the database does not take is in the log", async () => {
    const down = new Problem("database_unavailable", "The database does not answer.");
    const app = testApp({ database: { recordLoop: () => Promise.reject(down) } });
    expect((await ping(app)).status).toBe(202);
    await settle();
    expect(app.logs).toMatchObject([{ level: "error", event: "background_failed" }]);
  });
});
