// The first page: what one sees at a glance, for any number of views, in any state.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findViolations } from "./support/axe.ts";
import { type PageUnderTest, startPage } from "./support/browser.ts";
import { problem } from "./support/fake-api.ts";
import { OPERATOR, VIEWER } from "./support/me.ts";
import {
  failing,
  freshView,
  missing,
  overviewOf,
  paused,
  type Row,
  someViews,
  stale,
  suspended,
  unknown,
} from "./support/views.ts";

let under: PageUnderTest;
beforeAll(async () => {
  under = await startPage();
});
afterAll(async () => {
  await under.close();
  expect(under.complaints).toEqual([]);
});
beforeEach(() => {
  under.api.setDown(false);
  under.api.asked.length = 0;
  under.api.on("GET /me", { body: OPERATOR });
});

const show = (rows: Row[], more: Record<string, unknown> = {}) =>
  under.api.on("GET /views", () => ({ body: overviewOf(rows, more) }));

describe("the sentence above all", () => {
  it.each([
    [1, "The view keeps its promise."],
    [3, "All 3 views keep their promise."],
    [20, "3 of 20 views break their promise."],
  ])("says of %i views: %s", async (count, sentence) => {
    show(someViews(count));
    const page = await under.open();
    await page.getByRole("heading", { level: 1, name: sentence }).waitFor();
    expect(await page.title()).toContain(sentence);
    await page.context().close();
  });

  it("speaks Spanish where the browser does, and English when asked to", async () => {
    show(someViews(20));
    const page = await under.open("", { locale: "es-CO" });
    await page.getByRole("heading", { name: "3 de 20 vistas rompen su promesa." }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("es");
    await page.getByRole("button", { name: /English/ }).click();
    await page.getByRole("heading", { name: "3 of 20 views break their promise." }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "3 of 20 views break their promise." }).waitFor();
    await page.context().close();
  });
});

describe("a row", () => {
  it("says each state by its word and what is the matter", async () => {
    show([
      missing(freshView(0)),
      suspended(freshView(1)),
      unknown(freshView(2)),
      stale(freshView(3)),
      failing(freshView(4), "relation is locked"),
      paused(freshView(5)),
      freshView(6),
    ]);
    const page = await under.open();
    await page.locator(".row").first().waitFor();
    const words = await page.locator(".row .badge").allInnerTexts();
    expect(words).toEqual(["missing", "suspended", "not known", "stale", "stale", "paused", "fresh"]);
    const texts = await page.locator(".row").allInnerTexts();
    expect(texts[0]).toContain("does not exist any more");
    expect(texts[1]).toContain("Stopped after 5 failures in a row");
    expect(texts[3]).toMatch(/42 min of 10 min/);
    expect(texts[4]).toContain("relation is locked");
    expect(texts[5]).toContain("Paused by ana@example.com until");
    await page.context().close();
  });

  it("keeps a name from being more than a name", async () => {
    const hostile = 'public."><img src=x onerror=alert(1)>\u202egnp.\u0007';
    show([{ ...stale(freshView(0)), view: hostile, attention: { code: "new", message: "<b>bold</b>" } }]);
    const page = await under.open();
    await page.locator(".row").waitFor();
    expect(await page.locator(".row img, .row b").count()).toBe(0);
    const text = await page.locator(".row").textContent();
    expect(text).toContain('"><img src=x onerror=alert(1)>\\u202egnp.\\u0007');
    expect(text).toContain("<b>bold</b>");
    await page.locator(".row h2 a").click();
    expect(page.url()).toContain(encodeURIComponent('"><img'));
    await page.context().close();
  });
});

describe("many views", () => {
  it("are all there, 200 of them, and nothing is wider than the screen", async () => {
    show(someViews(200));
    const page = await under.open();
    await page.locator(".row").nth(199).waitFor({ state: "attached" });
    expect(await page.locator(".row").count()).toBe(200);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.context().close();
  });

  it("are found by name and by state, and the address says which", async () => {
    show(someViews(20));
    const page = await under.open();
    await page.getByRole("searchbox").fill("sales");
    await expect.poll(() => page.locator(".row").count()).toBe(1);
    expect(page.url()).toContain("search=sales");
    await page.getByRole("searchbox").fill("");
    await page.getByRole("link", { name: /paused/ }).click();
    await expect.poll(() => page.locator(".row").count()).toBe(1);
    await page.reload();
    await page.locator(".row").first().waitFor();
    expect(await page.locator(".row").count()).toBe(1);
    await page.context().close();
  });
});

describe("the door", () => {
  it("says how to begin where no view is managed", async () => {
    show([]);
    const page = await under.open();
    await page.getByText("No view is managed yet").waitFor();
    await page.getByText("npx refresh-dashboard manage").waitFor();
    await page.context().close();
  });

  it("says how to give a role to who has none", async () => {
    under.api.on("GET /views", problem(403, "forbidden", "no role"));
    const page = await under.open();
    await page.getByText("You have signed in, but without a role here").waitFor();
    await page.context().close();
  });

  it("says how to bring an older function up to date", async () => {
    under.api.on("GET /views", problem(404, "not_found", "There is no such call."));
    const page = await under.open();
    await page.getByText("The database is older than this page").waitFor();
    await page.context().close();
  });

  it("says that nothing answers, and goes in when something does", async () => {
    show(someViews(1));
    under.api.setDown(true);
    const page = await under.open();
    await page.getByRole("alert").getByText("The function does not answer.").waitFor();
    under.api.setDown(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "The view keeps its promise." }).waitFor();
    await page.context().close();
  });
});

it("what was known stays when the function goes down, with its age", async () => {
  show(someViews(3));
  const page = await under.open();
  await page.locator(".row").first().waitFor();
  under.api.setDown(true);
  await page.getByText(/No answer since \d+ s/).waitFor({ timeout: 20_000 });
  expect(await page.locator(".row").count()).toBe(3);
  await page.context().close();
});

it("a page that nobody sees asks for nothing", async () => {
  show(someViews(1));
  const page = await under.open();
  await page.locator(".row").first().waitFor();
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  const before = under.api.asked.length;
  // Longer than the longest pause between two calls.
  await page.waitForTimeout(12_500);
  expect(under.api.asked.length).toBe(before);
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => false });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect.poll(() => under.api.asked.length).toBeGreaterThan(before);
  await page.context().close();
});

it("asks with the tag of what it has, and keeps it when it is told that nothing changed", async () => {
  const body = overviewOf(someViews(3), { poll_after_seconds: 10 });
  let count = 0;
  under.api.on("GET /views", ({ headers }) => {
    count++;
    return headers["if-none-match"] === '"v1"'
      ? { status: 304, headers: { etag: '"v1"' } }
      : { headers: { etag: '"v1"' }, body };
  });
  const page = await under.open();
  await page.locator(".row").first().waitFor();
  await expect.poll(() => count, { timeout: 15_000 }).toBeGreaterThan(1);
  expect(under.api.asked.at(-1)?.headers["if-none-match"]).toBe('"v1"');
  expect(await page.locator(".row").count()).toBe(3);
  await page.context().close();
});

it("a browser whose clock is off by a day shows the ages that the database knows", async () => {
  show([stale(freshView(0), 1_500)]);
  const page = await under.open("", {});
  await page.context().clock.setFixedTime(Date.now() + 86_400_000);
  await page.reload();
  await page.locator(".row").first().waitFor();
  expect(await page.locator(".row").textContent()).toMatch(/25 min of 10 min/);
  await page.context().close();
});

it("a viewer sees no act", async () => {
  under.api.on("GET /me", { body: VIEWER });
  show(someViews(20));
  const page = await under.open();
  await page.getByText("viewer, may look").waitFor();
  expect(await page.getByRole("button", { name: /refresh|pause|resume/i }).count()).toBe(0);
  await page.context().close();
});

it("a scheduler that is silent is said before all else, with the way to the doctor", async () => {
  show(someViews(3), {
    scheduler: { alive: false, last_fired_at: null, watchdog_last_at: null, time_zone: "UTC" },
    read_only: true,
  });
  const page = await under.open();
  await page.getByRole("alert").getByText("The scheduler is silent").waitFor();
  await page.getByText("The database is read-only").waitFor();
  await page.getByRole("link", { name: "Open the doctor" }).waitFor();
  await page.context().close();
});

describe.each([
  ["a desk, light", { colorScheme: "light" as const }],
  ["a desk, dark", { colorScheme: "dark" as const }],
  ["a phone", { viewport: { width: 390, height: 844 }, isMobile: true }],
])("on %s", (_name, options) => {
  it("axe finds nothing, and nothing is wider than the screen", async () => {
    show(someViews(20));
    const page = await under.open("", options);
    await page.locator(".row").nth(19).waitFor({ state: "attached" });
    expect(await findViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.context().close();
  });
});

it("the keyboard reaches everything in its order: past the header, the filters, the first view and its act", async () => {
  show(someViews(20));
  const page = await under.open();
  await page.locator(".row").first().waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const reached: string[] = [];
  for (let step = 0; step < 12; step++) {
    await page.keyboard.press("Tab");
    reached.push(
      await page.evaluate(
        () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "",
      ),
    );
  }
  expect(reached[0]).toBe("all 20");
  expect(reached).toContain("public.mv_team_performance");
  expect(reached).toContain("Refresh public.mv_team_performance");
  expect(reached.indexOf("public.mv_team_performance")).toBeLessThan(
    reached.indexOf("Refresh public.mv_team_performance"),
  );
  await page.context().close();
});
