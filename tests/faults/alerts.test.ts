// What carries the alerts is down itself: they take the other way, and the URL of the webhook is in no more places than
// it must be.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { connect } from "../support/stack.ts";
import { fault, type Scene } from "./support/fault.ts";
import { withoutPart } from "./support/parts.ts";
import { withVaultSecret } from "./support/vault.ts";

const sql = connect();
const received: string[] = [];
const receiver = createServer((request, response) => {
  received.push(String(request.headers["webhook-id"]));
  request.resume().on("end", () => response.writeHead(204).end());
});

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const { port } = receiver.address() as AddressInfo;
  await sql`select vault.create_secret(${`http://127.0.0.1:${port}/hook`}, 'refresh_dashboard_alert_url')`;
});
afterAll(async () => {
  await sql`delete from vault.secrets where name = 'refresh_dashboard_alert_url'`;
  // A function that has failed is not asked again for ten minutes.
  await sql`delete from dashboard_refresh.alerts where kind = 'test'`;
  await sql.end();
  receiver.close();
});

async function sendAlert({ sql }: Scene): Promise<string> {
  const [row] = await sql`select dashboard_refresh.test_alert() as id`;
  return row?.id;
}

const alertOf = async ({ sql }: Scene, id: string) =>
  (await sql`select status, via, attempts, error_message from dashboard_refresh.alerts where id = ${id}`)[0];

/** Until pg_net has an answer, or why there is none; then the watchdog looks, and the alert has arrived. */
async function untilDelivered(scene: Scene, id: string): Promise<void> {
  await eventually(
    "pg_net's record of the request to the function",
    () =>
      scene.sql`
        select from net._http_response
        where _http_response.id = (select http_request_id from dashboard_refresh.alerts where alerts.id = ${id})`,
    (rows) => rows.length === 1,
  );
  await scene.watchdogLooks();
  await eventually(
    "the alert at the receiver",
    async () => received,
    (ids) => ids.includes(`alert_${id}`),
  );
}

describe("an alert", () => {
  it("goes straight to its webhook while the function is down, once", () =>
    fault("function down while an alert is due", async (scene) => {
      await withoutPart("functions", async () => {
        const id = await sendAlert(scene);
        expect(await alertOf(scene, id)).toMatchObject({ status: "sent", via: "function" });
        scene.faultLasts();
        await untilDelivered(scene, id);
        expect(await alertOf(scene, id)).toMatchObject({ status: "sent", via: "database", attempts: 1 });
      });
      expect(await scene.tick()).toBe("requested");
      await scene.untilFinal();
      await scene.untilFresh();
      expect(new Set(received).size).toBe(received.length);
    }));

  it("goes straight to its webhook while the project's URL cannot be called, and the refresh stays in the database", () =>
    fault("project_url with a line break", async (scene) => {
      const [stored] = await scene.sql`
        select decrypted_secret as url from vault.decrypted_secrets where name = 'project_url'`;
      scene.keepSecret("user:topsecret");
      for (const url of [`${stored?.url}\n`, "http://user:topsecret@127.0.0.1:1", "http://127.0.0.1:99999"]) {
        await withVaultSecret(scene.sql, "project_url", url, async () => {
          const id = await sendAlert(scene);
          expect(await alertOf(scene, id)).toMatchObject({ status: "sent", via: "database" });
          await scene.view.addRow();
          expect(await scene.tick()).toBe("succeeded");
          scene.faultLasts();
          await scene.untilFresh();
          await untilDelivered(scene, id);
          expect(await alertOf(scene, id)).toMatchObject({ status: "delivered", via: "database" });
        });
      }
    }));
});
