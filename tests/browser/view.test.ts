// A view at its own address: why it is so, its last day, its runs, who changed what, and who sees a wrong number.

import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findViolations } from "./support/axe.ts";
import { type PageUnderTest, startPage } from "./support/browser.ts";
import { findMalformed } from "./support/check-asked.ts";
import { problem } from "./support/fake-api.ts";
import { VIEWER } from "./support/me.ts";
import { dayOfRuns, failedRun, runOf, serveOneView, statusOf, VIEW } from "./support/one-view.ts";
import { ago } from "./support/views.ts";

const ADDRESS = `#/view/${VIEW}`;
// Another day, whatever the time is.
const THREE_DAYS_MS = 3 * 24 * 3_600_000;

let under: PageUnderTest;
beforeAll(async () => {
  under = await startPage();
});
afterAll(() => under?.close());
beforeEach(() => {
  under.complaints.length = 0;
  under.api.asked.length = 0;
  serveOneView(under.api);
});
afterEach(async () => {
  await Promise.all(under.browser.contexts().map((context) => context.close()));
  expect(under.complaints).toEqual([]);
  expect(findMalformed(under.api.asked)).toEqual([]);
});

const open = (options = {}): Promise<Page> => under.open(ADDRESS, options);
const textOf = async (page: Page, selector: string) =>
  (await page.locator(selector).first().textContent()) ?? "";

describe("why a view is so", () => {
  it("is said for one that is fresh", async () => {
    const page = await open();
    const why = await textOf(page, ".reasons");
    expect(why).toBe("It is fresh: the data is 1 min old, and may be 10 min old.");
    expect(await page.getByText("Nothing is wrong with this view.").count()).toBe(1);
  });

  it("leads from what failed to its repair", async () => {
    under.api.on("GET /status", {
      body: statusOf({
        state: "stale",
        staleness_seconds: 1500,
        promise: { max_staleness_seconds: 600, kept: false },
        suspended: { failures: 5, since: ago(0), kind: "lasting", retry_at: ago(-300_000), hint: null },
        last_runs: [failedRun(1, 3)],
        problems: [
          {
            code: "last_run_failed",
            severity: "error",
            message: "the last run failed",
            hint: "Mend the row whose price is 0.",
          },
        ],
      }),
    });
    const page = await open();
    const why = await textOf(page, ".reasons");
    expect(why).toContain("the data is 25 min old, 15 min more than promised");
    expect(why).toContain("the schedule rests");
    expect(why).toContain("The last refresh failed: division by zero");
    expect(await textOf(page, ".problems")).toContain("Mend the row whose price is 0.");
    expect(await textOf(page, ".view-title")).toContain("suspended");
  });

  it("says who has paused it, why, and until when", async () => {
    const pause = {
      by: "bea@example.com",
      at: ago(1000),
      reason: "The import runs",
      until: ago(-THREE_DAYS_MS),
    };
    under.api.on("GET /status", { body: statusOf({ paused: true, pause }) });
    const page = await open();
    const why = await textOf(page, ".reasons");
    expect(why).toMatch(
      /It was paused by bea@example.com. Reason: The import runs It resumes at [A-Z][a-z]{2} \d{1,2}, \d\d:\d\d/,
    );
  });

  it("shows hostile text as text, with what turns its direction made visible", async () => {
    const evil = "<img src=x onerror=alert(1)>\u202e";
    under.api.on("GET /status", {
      body: statusOf({
        paused: true,
        pause: { by: evil, at: null, reason: evil, until: null },
        problems: [{ code: "view_missing", severity: "error", message: evil, hint: evil }],
      }),
    });
    const page = await open();
    expect(await textOf(page, ".reasons")).toContain("<img src=x onerror=alert(1)>\\u202e");
    expect(await page.locator("main img").count()).toBe(0);
  });

  it("names the views there are where the address names none", async () => {
    const detail = "public.nope is not a managed view. Managed views: public.mv_sales.";
    under.api.on("GET /status", problem(404, "unknown_view", detail));
    const page = await open();
    expect(await textOf(page, ".empty")).toContain(detail);
  });

  it("keeps what is known while the function is down", async () => {
    const page = await open();
    await page.locator(".reasons").waitFor();
    under.api.setDown(true);
    try {
      await page.evaluate(() => window.dispatchEvent(new Event("online")));
      await page.getByText(/No answer since/).waitFor();
      expect(await textOf(page, ".reasons")).toContain("It is fresh");
    } finally {
      under.api.setDown(false);
    }
  });
});

describe("the last day", () => {
  it("is drawn, and told in a sentence and a table beside each canvas", async () => {
    const page = await open();
    await page.locator(".chart canvas").nth(1).waitFor();
    const [staleness, durations] = await page.locator(".chart").all();
    expect(await staleness?.locator("figcaption").textContent()).toContain("promised at most 10 min");
    expect(await durations?.locator("figcaption").textContent()).toContain("Typically 2 s, at most 2 s.");
    await staleness?.getByText("As a table").click();
    const rows = await staleness?.locator("tbody tr").allInnerTexts();
    expect(rows?.length).toBeGreaterThanOrEqual(24);
    expect(rows?.join("\n")).toContain("1 change of settings");
  });

  it("asks for the runs of a day once, and takes what is new from the status", async () => {
    under.api.asked.length = 0;
    const page = await open();
    await page.locator(".chart canvas").nth(1).waitFor();
    under.api.on("GET /status", {
      body: statusOf({ last_runs: [runOf(77, 0, { duration_ms: 7700 }), ...dayOfRuns().slice(0, 9)] }),
    });
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await page.locator("tr:has(.run-act)", { hasText: "7.7 s" }).waitFor();
    await page.getByText("Typically 2 s, at most 7.7 s.").waitFor();
    expect(under.api.asked.filter(({ path }) => path === "/runs").length).toBe(1);
  });
});

describe("one run", () => {
  it("shows its way, waiting apart from working, and keeps it in the address", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Show" }).first().click();
    const detail = page.locator(".run-detail");
    expect(await detail.locator("h3").textContent()).toBe("Its way: waited 6 s, worked 3 s");
    expect((await detail.locator(".legs li").allInnerTexts()).map((text) => text.split("\n")[0])).toEqual([
      "working",
      "waiting",
      "waiting",
      "working",
    ]);
    expect(page.url()).toContain("run=00000000-0000-4000-8000-000000000001");
  });

  it("is found by a link though it is not among the last", async () => {
    const page = await under.open(`${ADDRESS}?run=00000000-0000-4000-8000-000000000099`);
    await page.locator(".run-detail").waitFor();
    const asked = under.api.asked.find(({ path }) => path.startsWith("/runs/"));
    expect(asked?.query.get("chain")).toBe("true");
  });
});

describe("who changed what", () => {
  it("names what differs, by whom", async () => {
    const page = await open();
    await page.getByText("Who changed what").click();
    await page.locator(".fold tbody tr").first().waitFor();
    const rows = await page.locator(".fold tbody tr").allInnerTexts();
    expect(rows[0]).toContain("ana@example.com");
    expect(rows[0]?.replace(/\s+/g, " ")).toContain("schedule */5 * * * * (was */10 * * * *)");
  });
});

describe("who sees a wrong number", () => {
  it("is asked only after its cost was said, and by a column", async () => {
    under.api.asked.length = 0;
    const counts = { defined: 29, shown: 0, missing: 29, extra: 0, different: 0 };
    under.api.on("GET /drift", {
      body: {
        view: VIEW,
        by: "ejecutivo_id",
        complete: true,
        at: ago(0),
        defined: 3230,
        shown: 3230,
        missing: 0,
        extra: 0,
        different: 29,
        groups: [{ value: "d7847ffa", ...counts }],
        groups_left_out: 0,
      },
    });
    const page = await open();
    await page.getByText("Who sees a wrong number").click();
    await page.getByText("about as much as a refresh: the last took 2 s").waitFor();
    expect(under.api.asked.some(({ path }) => path === "/drift")).toBe(false);
    await page.getByLabel("By column").fill("ejecutivo_id");
    await page.getByRole("button", { name: "Compare now" }).click();
    await page.getByText("29 rows differ from what the query gives now.").waitFor();
    expect(await textOf(page, ".fold[open] tbody tr")).toMatch(/d7847ffa\s*29\s*0\s*29/);
  });

  it("says nothing of a comparison that was cut", async () => {
    under.api.on("GET /drift", {
      body: { view: VIEW, by: null, complete: false, at: ago(0), reason: "it took longer than 25 s" },
    });
    const page = await open();
    await page.getByText("Who sees a wrong number").click();
    await page.getByRole("button", { name: "Compare now" }).click();
    await page.getByText("The comparison was cut, and says nothing.").waitFor();
  });
});

describe("a view's page", () => {
  it.each([
    ["light, in English", { colorScheme: "light" as const, locale: "en-GB" }],
    [
      "dark, in Spanish, on a phone",
      {
        colorScheme: "dark" as const,
        locale: "es-CO",
        viewport: { width: 390, height: 844 },
      },
    ],
  ])("has nothing that axe finds: %s", async (_name, options) => {
    const page = await open(options);
    await page.locator(".chart canvas").nth(1).waitFor();
    for (const summary of await page.locator("details > summary").all()) await summary.click();
    await page.locator(".run-act").first().click();
    await page.locator(".field").first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it("has no act for a viewer", async () => {
    under.api.on("GET /me", { body: VIEWER });
    const page = await open();
    await page.locator(".reasons").waitFor();
    await page.getByText("viewer, may look").waitFor();
    expect(await page.getByRole("button", { name: /Refresh|Pause/ }).count()).toBe(0);
  });
});
