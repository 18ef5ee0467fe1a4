// Alerts as a receiver gets them: through pg_net, signed, once, and again when the receiver was down.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { describeNeeding } from "../support/needing.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { call, connect, env } from "../support/stack.ts";

const describe = describeNeeding("this machine", "trigger secret");
interface Received {
  headers: Record<string, string>;
  body: string;
}

const sql = connect();
const received: Received[] = [];
let answerWith = 200;
let view: SlowView;

const receiver = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (chunk: string) => {
    body += chunk;
  });
  request.on("end", () => {
    received.push({ headers: request.headers as Record<string, string>, body });
    response.writeHead(answerWith).end();
  });
});
/** The target may be in a container, from where this machine has another address. */
const isHere = env.TEST_RECEIVER_HOST === "127.0.0.1";
const urlName = "refresh_dashboard_alert_url";

beforeAll(async () => {
  view = await createSlowView(sql, "alerting");
  await new Promise<void>((resolve) => receiver.listen(0, isHere ? "127.0.0.1" : "0.0.0.0", resolve));
});
afterAll(async () => {
  await sql`delete from vault.secrets where name = ${urlName}`;
  await view.drop();
  await sql.end();
  receiver.close();
});

const texts = () => received.map(({ body }) => JSON.parse(body).content as string);
const watchdogLooks = (minutes = 0) =>
  sql`call dashboard_refresh.watchdog(clock_timestamp() + ${minutes}::integer * interval '1 minute')`;
const status = async () => (await call("GET", `/status?view=${view.name}`)).json;
const untilReceived = (count: number) =>
  eventually(
    "alerts received",
    async () => texts(),
    (all) => all.length >= count,
  );

describe("without a webhook,", () => {
  it("a test alert is refused with the place where its URL goes, and status says that alerts are not configured", async () => {
    const answer = await call("POST", "/alerts/test");
    expect(answer).toMatchObject({ status: 409, json: { code: "alerts_not_configured" } });
    expect(answer.json.hint).toContain(`'${urlName}'`);
    expect((await status()).alerts).toMatchObject({ configured: false, open: [], last: null });
  });
});

describe("with a webhook,", () => {
  beforeAll(async () => {
    const { port } = receiver.address() as AddressInfo;
    await sql`select vault.create_secret(${`http://${env.TEST_RECEIVER_HOST}:${port}/hook`}, ${urlName})`;
  });

  it("a test alert arrives in the forms that chats show, signed as Standard Webhooks asks", async () => {
    expect(await call("POST", "/alerts/test")).toMatchObject({
      status: 200,
      json: { kind: "test", status: "delivered", attempts: 1, via: "function" },
    });
    const [message] = received as [Received];
    expect(JSON.parse(message.body)).toMatchObject({
      text: expect.stringContaining("a test"),
      content: expect.stringContaining("a test"),
      alert: { kind: "test" },
    });
    const secret = env.REFRESH_DASHBOARD_TRIGGER_SECRET.split(" ")[0] as string;
    expect(() => new Webhook(secret).verify(message.body, message.headers)).not.toThrow();
  });

  it("a signed alert is refused as a trigger", async () => {
    const [message] = received as [Received];
    const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = message.headers;
    const answer = await call("POST", "/refresh", {
      body: message.body,
      headers: {
        "webhook-id": id ?? "",
        "webhook-timestamp": at ?? "",
        "webhook-signature": signature ?? "",
      },
    });
    expect(answer).toMatchObject({ status: 422, json: { code: "invalid_request" } });
  });

  it("a failure and the recovery are reported once each", async () => {
    received.length = 0;
    await sql.unsafe(`alter materialized view ${view.name} rename to gone`);
    // As if it were dropped: a view that was renamed is followed.
    await sql`update dashboard_refresh.views set relation_oid = null where view = ${view.name}`;
    await sql`select dashboard_refresh.run(dashboard_refresh.request(${view.name}))`;
    await sql`select dashboard_refresh.run(dashboard_refresh.request(${view.name}))`;
    await watchdogLooks();
    expect(await untilReceived(1)).toEqual([
      expect.stringContaining(`${view.name}: a refresh failed; no refresh of it has succeeded yet`),
    ]);
    expect((await status()).alerts).toMatchObject({ configured: true, open: ["failing"] });

    await sql.unsafe("alter materialized view e2e.gone rename to alerting");
    await sql`select dashboard_refresh.run(dashboard_refresh.request(${view.name}))`;
    await watchdogLooks();
    expect(await untilReceived(2)).toEqual([
      expect.stringContaining("a refresh failed"),
      expect.stringContaining(`${view.name}: recovered`),
    ]);
    expect((await status()).alerts.open).toEqual([]);
  });

  it("a receiver that was down gets the alert later, under the same id", async () => {
    received.length = 0;
    answerWith = 503;
    await sql.unsafe(`alter materialized view ${view.name} rename to gone`);
    // As if it were dropped: a view that was renamed is followed.
    await sql`update dashboard_refresh.views set relation_oid = null where view = ${view.name}`;
    await sql`select dashboard_refresh.run(dashboard_refresh.request(${view.name}))`;
    await watchdogLooks();
    await untilReceived(1);
    await eventually(
      "the refusal seen in status",
      async () => {
        await watchdogLooks();
        return (await status()).problems as { code: string; message: string }[];
      },
      (problems) => problems.some(({ code }) => code === "alert_undelivered"),
    );
    answerWith = 200;
    await watchdogLooks(2);
    await untilReceived(2);
    expect(received[1]?.headers["webhook-id"]).toBe(received[0]?.headers["webhook-id"]);
    await sql.unsafe("alter materialized view e2e.gone rename to alerting");
  });

  it("the URL of the webhook is in no answer", async () => {
    const { port } = receiver.address() as AddressInfo;
    expect(JSON.stringify(await status())).not.toContain(`:${port}`);
  });
});
