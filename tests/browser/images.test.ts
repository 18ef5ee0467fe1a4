// The pictures in docs/images: UPDATE_IMAGES=1 makes them anew. Whether they are still of the page as it is, is for whoever
// changes the page to see; held are their being there and their size.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type PageUnderTest, startPage } from "./support/browser.ts";
import { OPERATOR } from "./support/me.ts";
import { overviewOf, someViews } from "./support/views.ts";

const IMAGES = path.resolve(import.meta.dirname, "../../docs/images");
const LARGEST = 150_000;

let under: PageUnderTest;
beforeAll(async () => {
  under = await startPage();
  under.api.on("GET /me", { body: OPERATOR });
  under.api.on("GET /views", () => ({ body: overviewOf(someViews(20)) }));
});
afterAll(() => under.close());

it.each([
  ["page.png", { viewport: { width: 1280, height: 780 } }],
  ["page-phone.png", { viewport: { width: 390, height: 780 }, isMobile: true, colorScheme: "dark" as const }],
])("%s shows the first page, and is small", async (name, options) => {
  const page = await under.open("", options);
  await page.locator(".row").nth(19).waitFor({ state: "attached" });
  const image = await page.screenshot();
  await page.context().close();
  expect(image.length).toBeLessThanOrEqual(LARGEST);
  if (process.env.UPDATE_IMAGES) {
    mkdirSync(IMAGES, { recursive: true });
    writeFileSync(path.join(IMAGES, name), image);
  }
  expect(readFileSync(path.join(IMAGES, name)).length).toBeLessThanOrEqual(LARGEST);
});
