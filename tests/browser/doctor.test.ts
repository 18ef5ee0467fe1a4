// The doctor's page, its loop test, and the alerts.

import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findViolations } from "./support/axe.ts";
import { type PageUnderTest, startPage } from "./support/browser.ts";
import { findMalformed } from "./support/check-asked.ts";
import { problem } from "./support/fake-api.ts";
import { VIEWER } from "./support/me.ts";
import { idOf, serveOneView, VIEW } from "./support/one-view.ts";
import { ago } from "./support/views.ts";

const LEGS = ["pg_cron", "pg_net", "function", "database", "answer"];

type Check = ReturnType<typeof checkOf>;
const checkOf = (id: string, status: string, more: Record<string, unknown> = {}) => ({
  id,
  group: "platform",
  view: null as string | null,
  status,
  finding: `${id} was looked at.`,
  repair: status === "ok" ? null : { kind: "sql", text: `select 'mend ${id}';` },
  blocked_by: null as string | null,
  silenced: null as { by: string; at: string; reason: string | null } | null,
  page: `docs/doctor.md#${id}`,
  ...more,
});

const loopOf = (more: Record<string, unknown> = {}, done = 0) => ({
  id: idOf(1),
  started_at: ago(2000),
  started_by: "ana@example.com",
  status: "running",
  legs: LEGS.map((name, index) => ({
    name,
    at: index < done ? ago(0) : null,
    ms: index < done ? 100 * (index + 1) : null,
  })),
  missing: null,
  why: null,
  hint: null,
  ...more,
});

let under: PageUnderTest;
let checks: Check[];
beforeAll(async () => {
  under = await startPage();
});
afterAll(() => under?.close());
beforeEach(() => {
  under.complaints.length = 0;
  under.api.asked.length = 0;
  checks = [
    checkOf("pg_cron_alive", "ok"),
    checkOf("function_secret", "error", { repair: { kind: "shell", text: "supabase secrets set" } }),
    checkOf("clock_skew", "skipped", { blocked_by: "function_secret" }),
    checkOf("bloat", "warning", { group: "view", view: VIEW }),
    checkOf("watchdog_alive", "ok", { group: "around" }),
  ];
  serveOneView(under.api);
  under.api.on("GET /doctor", () => ({ body: examinationOf(checks) }));
  under.api.on("GET /doctor/loops", { body: { loops: [] } });
});
afterEach(async () => {
  await Promise.all(under.browser.contexts().map((context) => context.close()));
  expect(under.complaints).toEqual([]);
  expect(findMalformed(under.api.asked)).toEqual([]);
});

function examinationOf(of: Check[]) {
  const count = (status: string) => of.filter((check) => check.status === status && !check.silenced).length;
  return {
    checks: of,
    summary: {
      ok: count("ok"),
      warning: count("warning"),
      error: count("error"),
      skipped: count("skipped"),
      silenced: of.filter(({ silenced }) => silenced).length,
    },
    version: "0.2.0",
    now: ago(0),
  };
}

const open = async (options = {}): Promise<Page> => {
  const page = await under.open("#/doctor", options);
  await page.locator(".check").first().waitFor();
  return page;
};

describe("the doctor", () => {
  it("shows the worst first, with its repair, and what is well on demand", async () => {
    const page = await open();
    expect(await page.locator(".doctor-sum").textContent()).toContain("Errors: 1. Warnings: 1. Well: 2.");
    expect(await page.locator(".doctor-section h2").allTextContents()).toEqual(["Platform", VIEW, "Around"]);
    const first = page.locator('.doctor-section [data-check="function_secret"]');
    expect(await first.textContent()).toContain("Run in a shell:");
    expect(await first.locator("code", { hasText: "supabase secrets set" }).count()).toBe(1);
    expect(await page.locator('[data-check="clock_skew"]').isVisible()).toBe(false);
    await page.getByText("2 other checks").click();
    expect(await page.locator('[data-check="clock_skew"]').textContent()).toContain(
      "Because of function_secret",
    );
  });

  it("asks once, and again when somebody wants it", async () => {
    const page = await open();
    const asked = () => under.api.asked.filter(({ path }) => path === "/doctor").length;
    expect(asked()).toBe(1);
    checks = [checkOf("pg_cron_alive", "ok")];
    await page.getByRole("button", { name: "Examine again" }).click();
    await page.getByText("All 1 checks are well.").waitFor();
    expect(asked()).toBe(2);
  });

  it("tries a refresh under PostgreSQL 17's rules only when that is chosen", async () => {
    const page = await open();
    await page.getByRole("checkbox").check();
    await page.getByRole("button", { name: "Examine again" }).click();
    await page.getByRole("button", { name: "Examine again" }).waitFor();
    const deep = under.api.asked
      .filter(({ path }) => path === "/doctor")
      .map(({ query }) => query.get("deep"));
    expect(deep).toEqual([null, "true"]);
  });

  it("silences a check, which stays in sight with who and why", async () => {
    under.api.on("POST /doctor/silence", ({ body: { id, silenced, reason } }) => {
      checks = checks.map((check) =>
        check.id === id
          ? { ...check, silenced: silenced ? { by: "ana@example.com", at: ago(0), reason } : null }
          : check,
      );
      return { body: checks.find((check) => check.id === id) };
    });
    const page = await open();
    await page.locator('[data-check="bloat"]').getByRole("button", { name: "Silence" }).click();
    await page.getByLabel("Reason").fill("It is rebuilt on Sunday");
    await page.getByRole("dialog").getByRole("button", { name: "Silence" }).click();
    await page.getByText("Silenced: 1.").waitFor();
    const sent = under.api.asked.find(({ path }) => path === "/doctor/silence")?.body;
    expect(sent).toEqual({ id: "bloat", view: VIEW, silenced: true, reason: "It is rebuilt on Sunday" });
    await page.getByText("1 other check").first().click();
    expect(await page.locator('[data-check="bloat"]').textContent()).toContain("Silenced by ana@example.com");
  });

  it("lets a viewer look, and nothing else", async () => {
    under.api.on("GET /me", { body: VIEWER });
    const page = await open();
    await page.getByText("viewer, may look").waitFor();
    expect(await page.getByRole("button", { name: /Silence|Try it/ }).count()).toBe(0);
    expect(await page.getByRole("checkbox").count()).toBe(0);
  });

  it.each([
    ["light", { colorScheme: "light" as const }],
    [
      "dark, on a phone, in Spanish",
      {
        colorScheme: "dark" as const,
        locale: "es-CO",
        viewport: { width: 390, height: 844 },
      },
    ],
  ])("has nothing that axe finds: %s", async (_name, options) => {
    const page = await open(options);
    for (const summary of await page.locator("details > summary").all()) await summary.click();
    expect(await findViolations(page)).toEqual([]);
  });
});

describe("the loop test", () => {
  it("follows a ping leg by leg to its end", async () => {
    let done = 0;
    under.api.on("POST /doctor/loop", { status: 202, body: loopOf() });
    under.api.on("GET /doctor/loops/{id}", () => {
      done = Math.min(5, done + 3);
      return { body: loopOf({ status: done === 5 ? "complete" : "running" }, done) };
    });
    const page = await open();
    await page.getByRole("button", { name: "Try it" }).click();
    await page.getByText("On its way").waitFor();
    await page.getByText("The whole way works.").waitFor();
    expect(await page.locator(".loop-leg-ok").count()).toBe(5);
  });

  it("names the first leg that is missing, why, and what to do", async () => {
    const broken = { status: "broken", missing: "function", why: "pg_net got 401.", hint: "Set the secret." };
    under.api.on("GET /doctor/loops", {
      body: { loops: [loopOf(broken, 2), loopOf({ id: idOf(2), status: "complete" }, 5)] },
    });
    const page = await open();
    const told = await page.locator(".loop").textContent();
    expect(told).toContain("The first leg that is missing: the function answers. pg_net got 401.");
    expect(told).toContain("Set the secret.");
    expect(await page.locator('[data-leg="function"]').textContent()).toContain("missing");
    expect(await page.locator('[data-leg="database"]').textContent()).toContain("not reached");
    expect(await page.getByText("The last tries").count()).toBe(1);
  });
});

describe("the alerts", () => {
  const alertOf = (number: number, status: string, more = {}) => ({
    id: idOf(number),
    view: VIEW,
    kind: "stale",
    status,
    summary: `${VIEW} is stale`,
    created_at: ago(number * 60_000),
    attempts: 1,
    next_attempt_at: null,
    sent_at: null,
    finished_at: null,
    via: "function",
    error: null,
    ...more,
  });

  it("say what was sent, and what became of it", async () => {
    const alerts = [
      alertOf(1, "failed", { error: "HTTP 500", attempts: 10 }),
      alertOf(2, "delivered", { kind: "test", view: null }),
    ];
    under.api.on("GET /alerts", { body: { view: null, alerts, next: null } });
    const page = await under.open("#/alerts");
    const rows = page.locator("tbody tr");
    await rows.nth(1).waitFor();
    expect(await rows.nth(0).textContent()).toContain("given up10 attempts, through the function · HTTP 500");
    expect(await rows.nth(1).textContent()).toContain("test");
    expect(await findViolations(page)).toEqual([]);
  });

  it("are tried by somebody who may act, and the list has the test at once", async () => {
    under.api.on("GET /alerts", { body: { view: null, alerts: [], next: null } });
    const page = await under.open("#/alerts");
    await page.getByText("No alert has been written.").waitFor();
    under.api.on("POST /alerts/test", () => {
      const test = alertOf(3, "delivered", { kind: "test", view: null, summary: "This is a test" });
      under.api.on("GET /alerts", { body: { view: null, alerts: [test], next: null } });
      return { body: test };
    });
    await page.getByRole("button", { name: "Send a test" }).click();
    await page.getByText("This is a test").waitFor();
  });

  it("say what is missing where there is no webhook", async () => {
    under.api.on("GET /alerts", { body: { view: null, alerts: [], next: null } });
    const missing = "Vault has no refresh_dashboard_alert_url";
    under.api.on("POST /alerts/test", problem(409, "alerts_not_configured", missing));
    const page = await under.open("#/alerts");
    await page.getByRole("button", { name: "Send a test" }).click();
    await page.getByText(missing).waitFor();
  });
});
