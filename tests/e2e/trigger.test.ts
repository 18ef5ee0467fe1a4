// The signed trigger against the running function: accepted at once, worth nothing a second time, and leaking nothing.
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readConfig, stackEnv } from "../../stack/index.ts";
import { eventually } from "../support/eventually.ts";
import { describeNeeding } from "../support/needing.ts";
import { findSecrets } from "../support/secrets.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { type Answer, connect, connectAsAdmin, env, request } from "../support/stack.ts";

const sql = connect();
let view: SlowView;

beforeAll(async () => {
  view = await createSlowView(sql, "trigger");
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

const newRun = async () =>
  (await sql`select dashboard_refresh.request(${view.name}, 'cron') as id`)[0]?.id as string;

function send(
  id: string,
  { secret = env.REFRESH_DASHBOARD_TRIGGER_SECRET, at = new Date(), body = "" } = {},
): Promise<Answer> {
  const signed = JSON.stringify({ view: view.name, run_id: id });
  return request("POST", `${env.FUNCTIONS_URL}/refresh-dashboard/refresh`, {
    body: body || signed,
    headers: {
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(secret).sign(id, at, signed),
    },
  });
}

const run = async (id: string) => (await sql`select * from dashboard_refresh.runs where id = ${id}`)[0];
const untilFinal = (id: string) =>
  eventually(
    "the run final",
    () => run(id),
    (row) => row?.status !== "queued",
  );

describeNeeding("trigger secret")("a signed trigger", () => {
  it("is answered before its refresh has ended", async () => {
    await view.setSeconds(4);
    const id = await newRun();
    const answer = await send(id);
    const [answered] = await sql<[{ at: Date }]>`select clock_timestamp() as at`;
    expect(answer).toMatchObject({ status: 202, json: { accepted: true, run_id: id } });
    const final = await untilFinal(id);
    expect(final).toMatchObject({ status: "succeeded" });
    expect(final?.finished_at.getTime()).toBeGreaterThan(answered.at.getTime());
    await view.setSeconds(0);
  });

  it("is refused the second time, and does no work again", async () => {
    const id = await newRun();
    await send(id);
    const first = await untilFinal(id);
    const again = await send(id);
    expect(again).toMatchObject({ status: 409, json: { code: "trigger_replayed" } });
    expect(await run(id)).toEqual(first);
  });

  it.each([
    [
      "signed with another secret",
      { secret: `whsec_${Buffer.alloc(32, 7).toString("base64")}` },
      "signature_invalid",
    ],
    ["signed ten minutes ago", { at: new Date(Date.now() - 600_000) }, "signature_expired"],
    [
      "with another body than was signed",
      { body: JSON.stringify({ view: "public.other", run_id: "x" }) },
      "signature_invalid",
    ],
  ])("%s is refused, and nothing is done", async (_name, options, code) => {
    const id = await newRun();
    expect(await send(id, options)).toMatchObject({ status: 401, json: { code } });
    expect(await run(id)).toMatchObject({ status: "queued" });
    await sql`delete from dashboard_refresh.runs where id = ${id}`;
  });

  it("without its signature is refused", async () => {
    const url = `${env.FUNCTIONS_URL}/refresh-dashboard/refresh`;
    const headers = { "webhook-id": "x", "webhook-timestamp": "1" };
    expect(await request("POST", url, { body: {}, headers })).toMatchObject({
      json: { code: "signature_missing" },
    });
    expect(await request("POST", url, { body: {} })).toMatchObject({
      status: 401,
      json: { code: "credentials_missing" },
    });
  });
});

describeNeeding("stack", "superuser")("secrets", () => {
  it("are in no table, queue, answer or log", async () => {
    await sql`select dashboard_refresh.manage(${view.name})`;
    await sql`select dashboard_refresh.tick(${view.name})`;
    const admin = connectAsAdmin();
    const config = readConfig();
    const { found, searched } = await findSecrets(admin, config, stackEnv(config)).finally(() => admin.end());
    expect(found).toEqual([]);
    expect(searched.length).toBeGreaterThan(20);
  });
});
