// From each of the twelve commonest faults to its repair by the page alone: served as refresh-dashboard page serves it, and
// before the real function and database.
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type PageServer, servePage } from "../../cli/commands/page/serve-page.ts";
import { launchChromium } from "../support/chromium.ts";
import { describeNeeding } from "../support/needing.ts";
import { env } from "../support/stack.ts";
import { type Fault, TWELVE_FAULTS, withFault } from "../support/twelve-faults.ts";
import { buildPage } from "./support/browser.ts";

const describe = describeNeeding("stack");
let built: Awaited<ReturnType<typeof buildPage>>;
let browser: Awaited<ReturnType<typeof launchChromium>>;
let server: PageServer | undefined;

beforeAll(async () => {
  [built, browser] = await Promise.all([buildPage(), launchChromium()]);
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await server?.close();
  server = undefined;
});
afterAll(async () => {
  await browser?.close();
  built?.remove();
});

async function openPage(): Promise<Page> {
  const target = {
    functionsUrl: env.FUNCTIONS_URL ?? "",
    key: env.SUPABASE_SECRET_KEY ?? "",
    accessToken: null,
    source: "the stack",
  };
  server = await servePage({ pageDir: built.dir, target, port: 0, fetch });
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "UTC" });
  const page = await context.newPage();
  await page.goto(server.url);
  return page;
}

describe("by the page alone", () => {
  it.each(TWELVE_FAULTS)("$title", (fault) =>
    withFault(fault, "paged", async ({ view }) => {
      const page = await openPage();
      if (fault.isWithoutFunction) {
        // Nobody else can tell: what answers instead says what is missing.
        expect(await textOf(page, ".error-box")).toMatch(fault.glance);
        return;
      }
      const row = page.locator(".row", { has: page.locator("h2", { hasText: view }) });
      expect(await row.locator(".attention").textContent()).toMatch(fault.glance);
      await row.locator("h2 a").click();
      const reasons = page.locator(".card", { has: page.locator(".reasons") });
      await reasons.waitFor();
      const address = page.url();
      await expectLedToRepair(page, fault, (await reasons.textContent()) ?? "");
      if (fault.button === undefined) return;
      await page.goto(address);
      await page.locator(".acts").getByText(fault.button, { exact: true }).click();
      await reasons.filter({ hasNotText: messageOf(fault) }).waitFor();
    }),
  );
});

/** Without the code, which is written behind the message there. */
const messageOf = ({ cause }: Fault) => new RegExp(cause.source.replace(/^\w+: /, ""), cause.flags);

/** The view's own page has the cause and the hint; the doctor's has the statement to paste. */
async function expectLedToRepair(page: Page, fault: Fault, why: string): Promise<void> {
  expect(why).toMatch(messageOf(fault));
  const words = [why, ...(await page.locator(".acts button").allTextContents())].join("\n");
  expect(words).toMatch(fault.hint);
  await page.evaluate(() => {
    location.hash = "#/doctor";
  });
  const check = page.locator(`[data-check="${fault.check}"]`).filter({ hasText: fault.found });
  await check.first().waitFor();
  expect(await check.allTextContents()).toContainEqual(expect.stringMatching(fault.found));
  const repair = (await check.locator("code, p").allTextContents()).map((text) =>
    text.replace("How to mend it: ", ""),
  );
  expect(repair).toContainEqual(expect.stringMatching(fault.repair));
}

async function textOf(page: Page, selector: string): Promise<string> {
  const found = page.locator(selector).first();
  await found.waitFor();
  return (await found.textContent()) ?? "";
}
