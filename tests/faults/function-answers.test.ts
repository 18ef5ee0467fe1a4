// Whoever answers in the Edge Function's place answers wrongly, or there is nobody: pg_net's record says what it was,
// and the watchdog refreshes while the fault lasts.

import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { fault, type Scene } from "./support/fault.ts";
import { httpAnswer, type RawAnswer, withFunctionThatAnswers } from "./support/function-stand-in.ts";
import { untilAnswered } from "./support/pg-net.ts";
import { withVaultSecret } from "./support/vault.ts";

/** A trigger that comes to nothing: lost with this reason, and made good. */
async function expectRescue(scene: Scene, reason: RegExp): Promise<void> {
  expect(await scene.tick()).toBe("requested");
  scene.faultLasts();
  const { id } = await scene.newestRun();
  await untilAnswered(scene.sql, id);
  await scene.watchdogLooks();
  await scene.untilFresh();
  expect(await scene.runs()).toMatchObject([
    { id, status: "lost", error_message: expect.stringMatching(reason), error_hint: expect.any(String) },
    { trigger: "watchdog", path: "database", status: "succeeded" },
  ]);
}

const ANSWERS: [string, RawAnswer, RegExp][] = [
  ["500", httpAnswer(500, "application/json", '{"code":"internal"}'), /it answered 500$/],
  ["401", httpAnswer(401, "application/json", '{"code":"signature_invalid"}'), /it answered 401$/],
  ["200 with a page", httpAnswer(200, "text/html", "<h1>Welcome</h1>"), /it answered 200$/],
  ["garbage", "\u0000\u0001 no HTTP at all \r\n\r\n", /the request failed: ./],
  ["nothing at all", null, /no answer in time$/],
];

describe("a function that answers", () => {
  it.each(ANSWERS)("%s is made good by the watchdog", (name, answer, reason) =>
    fault(`function answering ${name}`, async (scene) => {
      await scene.view.addRow();
      await withFunctionThatAnswers(scene.sql, answer, async (requests) => {
        await expectRescue(scene, reason);
        expect(requests()).toBeGreaterThan(0);
      });
    }),
  );
});

/** A port where nobody listens: somebody did a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}

describe("a wrong project_url", () => {
  it("with a host that does not exist is made good by the watchdog", () =>
    fault("project_url with an unknown host", async (scene) => {
      await scene.view.addRow();
      await withVaultSecret(scene.sql, "project_url", "http://no-such-host.invalid", () =>
        expectRescue(scene, /the request failed: .*resolve/),
      );
    }));

  it("with a port where nobody listens is made good by the watchdog", () =>
    fault("project_url with a closed port", async (scene) => {
      await scene.view.addRow();
      await withVaultSecret(scene.sql, "project_url", `http://127.0.0.1:${await closedPort()}`, () =>
        expectRescue(scene, /the request failed: .*connect/),
      );
    }));

  it("that is no URL makes the tick refresh in the database, and status says so", () =>
    fault("project_url that is no URL", async (scene) => {
      await scene.view.addRow();
      await scene.sql`select dashboard_refresh.reconfigure(${scene.view.name}, '{"path": "auto"}')`;
      await withVaultSecret(scene.sql, "project_url", "example.supabase.co", async () => {
        scene.faultLasts();
        expect(await scene.nextTick()).toBe("succeeded");
        await scene.untilFresh();
        const [row] = await scene.sql`select dashboard_refresh.status(${scene.view.name}) as status`;
        expect(row?.status.problems).toContainEqual(
          expect.objectContaining({ code: "no_edge_function", hint: expect.stringContaining("project_url") }),
        );
      });
    }));
});
