// The ledger, whose filters are in the address.

import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findViolations } from "./support/axe.ts";
import { type PageUnderTest, startPage } from "./support/browser.ts";
import { findMalformed } from "./support/check-asked.ts";
import { dayOfRuns, failedRun, idOf, runOf, serveOneView, VIEW } from "./support/one-view.ts";

let under: PageUnderTest;
beforeAll(async () => {
  under = await startPage();
});
afterAll(() => under?.close());
beforeEach(() => {
  under.complaints.length = 0;
  under.api.asked.length = 0;
  serveOneView(under.api);
  under.api.on("GET /runs", ({ query }) => {
    const runs = [failedRun(50, 1), ...dayOfRuns()].map(({ chain: _chain, ...run }) => run);
    const status = query.get("status");
    const shown = status === null ? runs : runs.filter((run) => run.status === status);
    return { body: { view: query.get("view"), runs: shown, next: null } };
  });
});
afterEach(async () => {
  await Promise.all(under.browser.contexts().map((context) => context.close()));
  expect(under.complaints).toEqual([]);
  expect(findMalformed(under.api.asked)).toEqual([]);
});

const asked = () => under.api.asked.filter(({ path }) => path === "/runs").map(({ query }) => query);
const rows = (page: Page) => page.locator("tbody tr");

describe("the ledger", () => {
  it("shows the runs of all views, each with its view", async () => {
    const page = await under.open("#/runs");
    await rows(page).first().waitFor();
    expect(await rows(page).count()).toBe(25);
    expect(await rows(page).first().getByRole("link").getAttribute("href")).toBe(
      `#/view/${encodeURIComponent(VIEW)}`,
    );
    expect(asked()[0]?.get("all")).toBe("true");
  });

  it("takes its filters from the address, so that a link shows the same to anybody", async () => {
    const page = await under.open(`#/runs?view=${VIEW}&status=failed&since=24h`);
    await rows(page).first().waitFor();
    expect(await rows(page).count()).toBe(1);
    expect(await page.getByLabel("View").inputValue()).toBe(VIEW);
    expect(await page.getByLabel("Outcome").inputValue()).toBe("failed");
    expect(await page.getByLabel("Since").inputValue()).toBe("24h");
    const [query] = asked();
    expect([query?.get("view"), query?.get("status"), query?.get("all")]).toEqual([VIEW, "failed", null]);
    const since = Date.parse(query?.get("since") ?? "");
    expect(Math.abs(Date.now() - 86_400_000 - since)).toBeLessThan(60_000);
  });

  it("puts a chosen filter into the address, and asks for it", async () => {
    const page = await under.open("#/runs");
    await rows(page).first().waitFor();
    await page.getByLabel("Outcome").selectOption("failed");
    await page.getByText("1 run shown").waitFor();
    expect(page.url()).toMatch(/#\/runs\?status=failed$/);
  });

  it("counts back from the database's clock when the browser's is off by a day", async () => {
    const page = await under.open("#/runs");
    await rows(page).first().waitFor();
    await page.clock.setFixedTime(Date.now() + 86_400_000);
    await page.getByLabel("Since").selectOption("1h");
    await expect.poll(() => asked().at(-1)?.get("since")).toBeTruthy();
    const since = Date.parse(asked().at(-1)?.get("since") ?? "");
    expect(Math.abs(Date.now() - 3_600_000 - since)).toBeLessThan(60_000);
  });

  it("goes on to older ones, each once", async () => {
    under.api.on("GET /runs", ({ query }) =>
      query.get("before") === null
        ? { body: { view: null, runs: [runOf(1, 1), runOf(2, 2)], next: idOf(2) } }
        : { body: { view: null, runs: [runOf(2, 2), runOf(3, 3)], next: null } },
    );
    const page = await under.open("#/runs");
    await page.getByRole("button", { name: "Older ones" }).click();
    await page.getByText("3 runs shown").waitFor();
    expect(asked().some((query) => query.get("before") === idOf(2))).toBe(true);
    expect(await page.getByRole("button", { name: "Older ones" }).count()).toBe(0);
  });

  it("shows the way of a run that it asks for", async () => {
    const page = await under.open("#/runs");
    await page.getByRole("button", { name: "Show" }).first().click();
    await page.getByText("Its way: waited 6 s, worked 3 s").waitFor();
  });

  it("says so when no run is like that", async () => {
    const page = await under.open("#/runs?status=lost");
    await page.getByText("No run is like that.").waitFor();
  });

  it("has nothing that axe finds", async () => {
    const page = await under.open("#/runs", { viewport: { width: 390, height: 844 }, locale: "es-CO" });
    await rows(page).first().waitFor();
    expect(await findViolations(page)).toEqual([]);
  });
});
