// What one does on the first page: each act, what it asks first, and what is seen afterwards.

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type PageUnderTest, startPage } from "./support/browser.ts";
import { findMalformed } from "./support/check-asked.ts";
import { problem } from "./support/fake-api.ts";
import { OPERATOR } from "./support/me.ts";
import { freshView, overviewOf, paused, type Row, stale, suspended } from "./support/views.ts";

const RUN = "11111111-1111-4111-8111-111111111111";
let under: PageUnderTest;
let rows: Row[];
beforeAll(async () => {
  under = await startPage();
});
afterAll(async () => {
  await under.close();
  expect(under.complaints).toEqual([]);
});
afterEach(() => {
  expect(findMalformed(under.api.asked)).toEqual([]);
});
beforeEach(() => {
  under.api.asked.length = 0;
  rows = [stale(freshView(0)), freshView(1)];
  under.api.on("GET /me", { body: OPERATOR });
  under.api.on("GET /views", () => ({ body: overviewOf(rows) }));
});

const run = (more: object = {}) => ({
  id: RUN,
  view: rows[0]?.view,
  status: "queued",
  running: true,
  trigger: "admin",
  path: "edge",
  requested_at: new Date().toISOString(),
  started_at: new Date().toISOString(),
  finished_at: null,
  duration_ms: null,
  data_as_of: null,
  error: null,
  ...more,
});
const done = (more: object = {}) => run({ status: "succeeded", running: false, duration_ms: 412, ...more });
const bodiesOf = (method: string, path: string) =>
  under.api.asked.filter((each) => each.method === method && each.path === path).map(({ body }) => body);

it("a refresh shows its progress, and then the new state", async () => {
  let isOver = false;
  under.api.on("POST /refresh", { status: 202, body: run() });
  under.api.on("GET /runs/{id}", () => ({ body: isOver ? done() : run() }));
  const page = await under.open();
  await page.getByRole("button", { name: /^Refresh public.mv_conv/ }).click();
  await page.getByText(/Refreshing for \d+ s/).waitFor();
  expect(bodiesOf("POST", "/refresh")).toEqual([{ view: rows[0]?.view, wait_seconds: 0 }]);
  rows = [freshView(0), freshView(1)];
  isOver = true;
  await page.getByText(/is refreshed \(412 ms\)/).waitFor();
  await page.getByRole("heading", { name: "All 2 views keep their promise." }).waitFor();
  await page.context().close();
});

it("a refresh that fails says why, and what to do", async () => {
  const error = { message: "division by zero", hint: "Look at the view's query." };
  under.api.on(
    "POST /refresh",
    problem(422, "refresh_failed", "failed", { run: run({ status: "failed", error }) }),
  );
  const page = await under.open();
  await page.getByRole("button", { name: /^Refresh public.mv_conv/ }).click();
  await page.getByText(/could not be refreshed: division by zero/).waitFor();
  await page.getByText("Look at the view's query.").waitFor();
  await page.context().close();
});

it("a suspended view is refreshed after a question, and only then by force", async () => {
  rows = [suspended(freshView(0)), freshView(1)];
  under.api.on("POST /refresh", ({ body }) =>
    body.force ? { body: done() } : problem(409, "suspended", "Suspended after 5 failures."),
  );
  const page = await under.open();
  await page.getByRole("button", { name: /^Refresh public.mv_conv/ }).click();
  await page.getByRole("dialog").getByText("Suspended after 5 failures.").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(bodiesOf("POST", "/refresh")).toHaveLength(1);
  await page.getByRole("button", { name: /^Refresh public.mv_conv/ }).click();
  await page.getByRole("button", { name: "Refresh once" }).click();
  await page.getByText(/is refreshed/).waitFor();
  expect(bodiesOf("POST", "/refresh").at(-1)).toMatchObject({ force: true });
  await page.context().close();
});

it("a cancel is asked for, is under way until the backend has let go, and then is done", async () => {
  let isOver = false;
  rows = [
    { ...stale(freshView(0)), refreshing: { run_id: RUN, since: new Date().toISOString() } },
    freshView(1),
  ];
  under.api.on(`POST /runs/${RUN}/cancel`, { status: 202, body: run({ cancelling: true }) });
  under.api.on("GET /runs/{id}", () => ({
    body: isOver ? run({ status: "cancelled", running: false }) : run({ cancelling: true }),
  }));
  const page = await under.open();
  await page.getByRole("button", { name: /^Cancel the refresh of/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel the refresh" }).click();
  await page.getByText("Cancelling…").waitFor();
  rows = [stale(freshView(0)), freshView(1)];
  isOver = true;
  await page.getByText(/The refresh of .* was cancelled/).waitFor();
  await page.context().close();
});

it("a paused view is resumed, and the list shows it", async () => {
  rows = [paused(freshView(0)), freshView(1)];
  under.api.on("PATCH /reconfigure", () => {
    rows = [freshView(0), freshView(1)];
    return { body: { view: rows[0]?.view, before: {}, after: {}, revision: 4 } };
  });
  const page = await under.open();
  await page.getByRole("button", { name: /^Resume public/ }).click();
  await page.getByText(/goes on\./).waitFor();
  expect(bodiesOf("PATCH", "/reconfigure")).toEqual([{ view: rows[0]?.view, active: true }]);
  await expect.poll(() => page.locator(".badge", { hasText: "paused" }).count()).toBe(0);
  await page.context().close();
});

it("what one operator does the other sees", async () => {
  under.api.on("POST /refresh", () => {
    rows = [
      { ...stale(freshView(0)), refreshing: { run_id: RUN, since: new Date().toISOString() } },
      freshView(1),
    ];
    return { status: 202, body: run() };
  });
  under.api.on("GET /runs/{id}", { body: run() });
  const [first, second] = [await under.open(), await under.open()];
  await second.locator(".row").first().waitFor();
  await first.getByRole("button", { name: /^Refresh public.mv_conv/ }).click();
  await second.getByText(/Refreshing for/).waitFor({ timeout: 20_000 });
  await first.context().close();
  await second.context().close();
});

it("an act that is refused says that the role does not allow it", async () => {
  under.api.on("POST /refresh", problem(403, "forbidden", "viewers may not"));
  const page = await under.open();
  await page.getByRole("button", { name: /^Refresh public.mv_conv/ }).click();
  await page.getByText("Your role does not allow this.").waitFor();
  await page.context().close();
});
