// A trigger that is not exactly what the database signed for this run and this moment is worth nothing.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { describeNeeding } from "../support/needing.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { connect, env, request } from "../support/stack.ts";
import { faultOf } from "./support/answers.ts";
import { ATTACKS } from "./support/attacks.ts";
import { FUNCTION_URL } from "./support/project.ts";
import { signTrigger, type Trigger } from "./support/trigger.ts";

const describe = describeNeeding("trigger secret");
const sql = connect();
let view: SlowView;
let runId: string;
let otherRunId: string;

const newRun = async () =>
  (await sql`select dashboard_refresh.request(${view.name}, 'cron') as id`)[0]?.id as string;
const runOf = async (id: string) =>
  (await sql`select status, started_at from dashboard_refresh.runs where id = ${id}`)[0];
const send = ({ body, headers }: Trigger) => request("POST", `${FUNCTION_URL}/refresh`, { body, headers });

beforeAll(async () => {
  view = await createSlowView(sql, "signatures");
  runId = await newRun();
  otherRunId = await newRun();
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

const sign = (options: { at?: Date; secret?: string; runId?: string; view?: string } = {}) =>
  signTrigger({ view: view.name, runId, ...options });

describe("a trigger", () => {
  it.each(ATTACKS)("%s is refused as %s, and nothing is done", async (_name, code, spoil) => {
    const answer = await send(spoil({ ...sign(), view: view.name, runId, otherRunId, sign }));
    expect(faultOf(answer)).toBeNull();
    expect({ status: answer.status, code: answer.json.code }).toEqual({ status: 401, code });
    for (const id of [runId, otherRunId]) expect((await runOf(id))?.started_at).toBeNull();
  });

  it("is refused when it is well signed but no trigger", async () => {
    const { headers } = sign({ view: "x".repeat(201) });
    const answer = await send({ body: JSON.stringify({ view: "x".repeat(201), run_id: runId }), headers });
    expect(answer).toMatchObject({ status: 422, json: { code: "invalid_request" } });
  });

  it("is accepted among wrong signatures, as while a secret is rotated, once and no more", async () => {
    const id = await newRun();
    const trigger = sign({ runId: id });
    const several = {
      ...trigger.headers,
      "webhook-signature": `v1,AAAA v2,BBBB ${trigger.headers["webhook-signature"]} v1,`,
    };
    expect(await send({ ...trigger, headers: several })).toMatchObject({ status: 202, json: { run_id: id } });
    const ended = await eventually(
      "the run's end",
      () => runOf(id),
      (run) => run?.status === "succeeded",
    );

    for (const headers of [
      several,
      trigger.headers,
      { ...trigger.headers, apikey: env.SUPABASE_SECRET_KEY },
    ]) {
      expect(await send({ ...trigger, headers })).toMatchObject({
        status: 409,
        json: { code: "trigger_replayed" },
      });
    }
    expect(await runOf(id)).toEqual(ended);
  });

  it("for a run that is not there, or not this view's, refreshes nothing", async () => {
    const before = await sql`select count(*) from dashboard_refresh.runs where status = 'queued'`;
    expect(await send(sign({ runId: randomUUID() }))).toMatchObject({
      status: 409,
      json: { code: "unknown_run" },
    });
    expect(await sql`select count(*) from dashboard_refresh.runs where status = 'queued'`).toEqual(before);
  });
});
