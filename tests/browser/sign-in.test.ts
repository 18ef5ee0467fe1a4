// Signing in by Supabase Auth, and a session that ends.

import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { findViolations } from "./support/axe.ts";
import { type PageUnderTest, startPage } from "./support/browser.ts";
import { problem } from "./support/fake-api.ts";
import { OPERATOR } from "./support/me.ts";
import { overviewOf, someViews } from "./support/views.ts";

let under: PageUnderTest;
beforeAll(async () => {
  under = await startPage();
  under.api.setConfig({ functionsUrl: "/api", authUrl: "/auth/v1", publishableKey: "sb_publishable_x" });
});
afterAll(async () => {
  await under.close();
  expect(under.complaints).toEqual([]);
});
beforeEach(() => {
  under.api.asked.length = 0;
  under.api.on("GET /me", { body: OPERATOR });
  under.api.on("GET /views", ({ headers }) =>
    headers.authorization === "Bearer access-1" || headers.authorization === "Bearer access-2"
      ? { body: overviewOf(someViews(3)) }
      : problem(401, "credentials_invalid", "The access token does not verify."),
  );
  under.api.on("POST /auth/v1/token", ({ query, body }) => {
    if (query.get("grant_type") === "refresh_token")
      return { body: { access_token: "access-2", refresh_token: "renew-2", expires_in: 3600 } };
    return body.password === "right"
      ? { body: { access_token: "access-1", refresh_token: "renew-1", expires_in: 3600 } }
      : { status: 400, body: { msg: "Invalid login credentials" } };
  });
  under.api.on("POST /auth/v1/logout", { status: 204 });
});

async function signIn(password = "right") {
  const page = await under.open();
  await page.getByLabel("Email").fill("ana@example.com");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  return page;
}

it("the right password shows the views, to the same browser again without it, until one signs out", async () => {
  const page = await signIn();
  await page.locator(".row").first().waitFor();
  await page.reload();
  await page.locator(".row").first().waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Password").waitFor();
  await page.reload();
  await page.getByLabel("Password").waitFor();
  await page.context().close();
});

it("a wrong password is said, and nothing is shown", async () => {
  const page = await signIn("wrong");
  await page.getByText("Sign-in was refused: Invalid login credentials").waitFor();
  expect(await page.locator(".row").count()).toBe(0);
  expect(await findViolations(page)).toEqual([]);
  await page.context().close();
});

it("a session that has ended asks to sign in, and keeps what was known", async () => {
  const page = await signIn();
  await page.locator(".row").first().waitFor();
  under.api.on("GET /views", problem(401, "credentials_invalid", "expired"));
  await page.getByText("Your session has ended").waitFor({ timeout: 20_000 });
  expect(await page.locator(".row").count()).toBe(3);
  await page.context().close();
});

it("a session is renewed before it ends", async () => {
  under.api.on("POST /auth/v1/token", ({ query }) => ({
    body:
      query.get("grant_type") === "refresh_token"
        ? { access_token: "access-2", refresh_token: "renew-2", expires_in: 3600 }
        : { access_token: "access-1", refresh_token: "renew-1", expires_in: 30 },
  }));
  const page = await signIn();
  await page.locator(".row").first().waitFor();
  const renewals = under.api.asked.filter(({ query }) => query.get("grant_type") === "refresh_token");
  expect(renewals.map(({ body }) => body)).toEqual([{ refresh_token: "renew-1" }]);
  expect(under.api.asked.findLast(({ path }) => path === "/views")?.headers.authorization).toBe(
    "Bearer access-2",
  );
  await page.context().close();
});
