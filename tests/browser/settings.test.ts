// The settings form: tried before it is saved, and never over what somebody else has saved meanwhile.

import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findViolations } from "./support/axe.ts";
import { type PageUnderTest, startPage } from "./support/browser.ts";
import { findMalformed } from "./support/check-asked.ts";
import { problem } from "./support/fake-api.ts";
import { VIEWER } from "./support/me.ts";
import { SETTINGS, serveOneView, statusOf, VIEW } from "./support/one-view.ts";
import { ago } from "./support/views.ts";

let under: PageUnderTest;
/** The settings as the database has them, and how often they were saved. */
let settings: Record<string, unknown>;
let revision: number;

beforeAll(async () => {
  under = await startPage();
});
afterAll(() => under?.close());
beforeEach(() => {
  under.complaints.length = 0;
  under.api.asked.length = 0;
  settings = { ...SETTINGS };
  revision = 7;
  serveOneView(under.api);
  under.api.on("GET /status", () => ({ body: statusOf({ settings }) }));
  under.api.on("GET /reconfigure", () => ({
    headers: { etag: `"${revision}"` },
    body: { view: VIEW, revision, settings },
  }));
  under.api.on("PATCH /reconfigure", ({ headers, body: { view, ...patch }, query }) => {
    if (headers["if-match"] !== `"${revision}"`)
      return problem(412, "precondition_failed", "the settings were saved since");
    if (Number(patch.failure_limit) > 1000)
      return problem(422, "invalid_setting", "failure_limit must be from 1 to 1000.");
    const [before, after] = [settings, { ...settings, ...patch }];
    if (query.get("dry_run") === "true") return { body: previewOf(before, after) };
    settings = after;
    revision++;
    return { headers: { etag: `"${revision}"` }, body: { view, before, after, revision } };
  });
});
afterEach(async () => {
  await Promise.all(under.browser.contexts().map((context) => context.close()));
  expect(under.complaints).toEqual([]);
  expect(findMalformed(under.api.asked)).toEqual([]);
});

const previewOf = (before: Record<string, unknown>, after: Record<string, unknown>) => ({
  view: VIEW,
  dry_run: true,
  before,
  after,
  revision,
  schedule: {
    schedule: after.schedule,
    time_zone: "America/Bogota",
    firings: [ago(-60_000), ago(-660_000), ago(-1_260_000)],
    longest_pause_seconds: 600,
    job_schedule: after.schedule,
    now: ago(0),
  },
  promise: {
    max_staleness_seconds: 600,
    reachable: false,
    reason: "Its longest pause is 10 min.",
    suggested_schedule: "*/5 * * * *",
  },
  changes: [`schedule: from ${before.schedule} to ${after.schedule}.`],
  problems: [],
});

const patches = () => under.api.asked.filter(({ method }) => method === "PATCH");

async function open(options = {}): Promise<Page> {
  const page = await under.open(`#/view/${VIEW}`, options);
  await page.locator(".fold > summary").first().click();
  await page.locator(".field").first().waitFor();
  return page;
}
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

describe("the settings form", () => {
  it("is made from the database's list, without what pausing sets", async () => {
    const page = await open();
    const names = await page.locator(".field > label").allTextContents();
    expect(names).toEqual([
      "schedule",
      "path",
      "skip_unchanged",
      "max_staleness",
      "failure_limit",
      "time_zone",
    ]);
    expect(await page.getByLabel("max_staleness", { exact: true }).inputValue()).toBe("10");
    expect(await page.getByLabel("Unit of max_staleness").inputValue()).toBe("minutes");
  });

  it("shows what a change would do before it can be saved, and changes nothing by that", async () => {
    const page = await open();
    expect(await page.getByRole("button", { name: "Save", exact: true }).count()).toBe(0);
    await page.getByLabel("schedule", { exact: true }).fill("*/10 * * * *");
    await press(page, "Try these settings");
    const preview = page.locator(".preview");
    await preview.waitFor();
    const told = await preview.textContent();
    expect(told).toContain("schedule: from */5 * * * * to */10 * * * *.");
    expect(told).toContain("Every 10 minutes");
    expect(told).toContain("The promise of 10 min cannot be kept.");
    expect(await preview.locator(".firings li").count()).toBe(3);
    expect(settings.schedule).toBe("*/5 * * * *");
    expect(patches().map(({ query }) => query.get("dry_run"))).toEqual(["true"]);
  });

  it("saves what was tried, with the revision that it was tried on", async () => {
    const page = await open();
    await page.getByLabel("max_staleness", { exact: true }).fill("2");
    await page.getByLabel("Unit of max_staleness").selectOption("hours");
    await press(page, "Try these settings");
    await press(page, "Save");
    await page.getByText("Saved as revision 8.").waitFor();
    expect(settings.max_staleness).toBe("2 hours");
    expect(patches().map(({ headers, body }) => [headers["if-match"], body])).toEqual([
      ['"7"', { view: VIEW, max_staleness: "2 hours" }],
      ['"7"', { view: VIEW, max_staleness: "2 hours" }],
    ]);
  });

  it("has to be tried again when something is entered after the trial", async () => {
    const page = await open();
    await page.getByLabel("schedule", { exact: true }).fill("*/10 * * * *");
    await press(page, "Try these settings");
    await page.locator(".preview").waitFor();
    await page.getByLabel("schedule", { exact: true }).fill("*/15 * * * *");
    expect(await page.getByRole("button", { name: "Save", exact: true }).count()).toBe(0);
  });

  it("sets the default again for a field that is emptied", async () => {
    const page = await open();
    await page.getByLabel("failure_limit", { exact: true }).fill("");
    await press(page, "Try these settings");
    await page.locator(".preview").waitFor();
    expect(patches()[0]?.body).toEqual({ view: VIEW, failure_limit: null });
  });

  it("says what is no number, and sends nothing", async () => {
    const page = await open();
    await page.getByLabel("failure_limit", { exact: true }).fill("many");
    await page.getByText("This must be a number.").waitFor();
    expect(await page.getByRole("button", { name: "Try these settings" }).isDisabled()).toBe(true);
    expect(patches()).toEqual([]);
  });

  it("shows what the database finds wrong", async () => {
    const page = await open();
    await page.getByLabel("failure_limit", { exact: true }).fill("5000");
    await press(page, "Try these settings");
    await page.getByText("failure_limit must be from 1 to 1000.").waitFor();
    expect(settings.failure_limit).toBe(5);
  });

  it("overwrites nothing of another operator's: both changes are there in the end", async () => {
    const page = await open();
    await page.getByLabel("schedule", { exact: true }).fill("*/10 * * * *");
    await press(page, "Try these settings");
    await page.locator(".preview").waitFor();
    settings = { ...settings, failure_limit: 9 };
    revision++;
    await press(page, "Save");
    await page.getByText("Somebody else has changed the settings meanwhile.").waitFor();
    expect(settings.schedule).toBe("*/5 * * * *");

    await press(page, "Load their settings and keep my entries");
    await page.getByText("Changed by somebody else: failure_limit").waitFor();
    expect(await page.getByLabel("failure_limit", { exact: true }).inputValue()).toBe("9");
    expect(await page.getByLabel("schedule", { exact: true }).inputValue()).toBe("*/10 * * * *");
    await press(page, "Try these settings");
    await press(page, "Save");
    await page.getByText("Saved as revision 9.").waitFor();
    expect(settings).toMatchObject({ schedule: "*/10 * * * *", failure_limit: 9 });
  });

  it("can be read by a viewer, and not changed", async () => {
    under.api.on("GET /me", { body: VIEWER });
    const page = await open();
    await page.getByText("viewer, may look").waitFor();
    expect(await page.getByLabel("schedule", { exact: true }).isDisabled()).toBe(true);
    expect(await page.getByRole("button", { name: "Try these settings" }).count()).toBe(0);
    expect(await page.locator(".settings").textContent()).toContain("Your role may read the settings");
  });

  it("works by the keyboard alone, and axe finds nothing in what it shows", async () => {
    const page = await under.open(`#/view/${VIEW}`);
    await page.locator(".fold > summary").first().focus();
    await page.keyboard.press("Enter");
    await page.getByLabel("schedule", { exact: true }).focus();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("*/10 * * * *");
    await page.keyboard.press("Enter");
    await page.locator(".preview").waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "Save", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("Saved as revision 8.").waitFor();
  });
});
