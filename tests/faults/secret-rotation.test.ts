// The trigger secret is rotated on one side only, then on both: a refused trigger costs a minute, never the data.
import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { env } from "../support/stack.ts";
import { fault, type Scene } from "./support/fault.ts";
import { untilAnswered } from "./support/pg-net.ts";
import { withFunctionThatAccepts } from "./support/rotated-function.ts";
import { withVaultSecret } from "./support/vault.ts";

const OLD = env.REFRESH_DASHBOARD_TRIGGER_SECRET;
const VAULT = "refresh_dashboard_trigger_secret";

/** Told to the scene before anything knows it. */
function newSecret(scene: Scene): string {
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  scene.keepSecret(secret);
  return secret;
}

async function expectRefusal(scene: Scene): Promise<void> {
  await scene.view.addRow();
  expect(await scene.tick()).toBe("requested");
  scene.faultLasts();
  const { id } = await scene.newestRun();
  expect(await untilAnswered(scene.sql, id)).toMatchObject({ status_code: 401 });
  await scene.watchdogLooks();
  await scene.untilFresh();
  expect((await scene.runs()).slice(-2)).toMatchObject([
    { id, status: "lost", error_message: expect.stringContaining("it answered 401") },
    { trigger: "watchdog", path: "database", status: "succeeded" },
  ]);
}

async function expectAcceptance(scene: Scene): Promise<void> {
  await scene.view.addRow();
  scene.faultEnds();
  expect(await scene.nextTick()).toBe("requested");
  await scene.untilFresh();
  expect(await scene.untilFinal()).toMatchObject({ trigger: "cron", path: "edge", status: "succeeded" });
}

describe("a trigger secret that is rotated", () => {
  it("in Vault alone makes the function refuse triggers, and the watchdog refreshes", () =>
    fault("secret rotated in Vault alone", async (scene) => {
      await withVaultSecret(scene.sql, VAULT, newSecret(scene), () => expectRefusal(scene));
    }));

  it("in the function alone makes it refuse triggers, and accept them again once Vault has the new secret too", () =>
    fault("secret rotated in the function, then in Vault", async (scene) => {
      const secret = newSecret(scene);
      await withFunctionThatAccepts(secret, async () => {
        await expectRefusal(scene);
        await withVaultSecret(scene.sql, VAULT, secret, () => expectAcceptance(scene));
      });
    }));

  it("in the function first, which knows both meanwhile, and then in Vault never makes it refuse a trigger", () =>
    fault("secret rotated with both accepted meanwhile", async (scene) => {
      const secret = newSecret(scene);
      await withFunctionThatAccepts(`${secret} ${OLD}`, async () => {
        await expectAcceptance(scene);
        await withVaultSecret(scene.sql, VAULT, `${secret} ${OLD}`, () => expectAcceptance(scene));
      });
      expect((await scene.runs()).map((run) => run.status)).toEqual(["succeeded", "succeeded"]);
    }));
});
