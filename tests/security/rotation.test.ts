// Rotating the trigger secret as docs/operations.md says: after each of its steps a tick is accepted and its run succeeds.
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readConfig, restartPart, setFunctionSecrets } from "../../stack/index.ts";
import { eventually } from "../support/eventually.ts";
import { describeNeeding } from "../support/needing.ts";
import { ROTATION, readRunbook } from "../support/runbook.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { connect, env, request } from "../support/stack.ts";
import { FUNCTION_URL } from "./support/project.ts";
import { signTrigger } from "./support/trigger.ts";

const describe = describeNeeding("stack", "trigger secret");
const sql = connect();
const config = readConfig();
const NAME = "REFRESH_DASHBOARD_TRIGGER_SECRET";
const oldSecret = env.REFRESH_DASHBOARD_TRIGGER_SECRET;
const newSecret = `whsec_${randomBytes(32).toString("base64")}`;

/** The commands of the runbook, in its order. */
const readSteps = () =>
  readRunbook()
    .filter(({ heading }) => heading === ROTATION)
    .map(({ code }) => code.trim().replaceAll("<new>", newSecret).replaceAll("<old>", oldSecret));

async function perform(command: string): Promise<void> {
  const set = /^supabase secrets set (\w+)="(.*)"$/.exec(command);
  if (set) await setSecrets({ [set[1] ?? ""]: set[2] ?? "" });
  else await sql.unsafe(command);
}

/** A deployment with other secrets. On Supabase the new instance takes over; here it is gone for a moment. */
async function setSecrets(values: Record<string, string>): Promise<void> {
  setFunctionSecrets(config, values);
  await restartPart(config, "functions");
  const health = () => request("GET", `${FUNCTION_URL}/health`);
  await eventually("the function up again", health, ({ json }) => json?.status !== undefined);
}

async function tick() {
  const [row] = await sql`select dashboard_refresh.tick(${view.name}) as outcome`;
  expect(row?.outcome).toBe("requested");
  const last = async () =>
    (
      await sql`
        select runs.trigger, runs.path, runs.status from dashboard_refresh.runs
        join dashboard_refresh.views on views.id = runs.view_id
        where views.view = ${view.name} order by runs.requested_at desc limit 1`
    )[0];
  expect(await eventually("the run's end", last, (run) => run?.status !== "queued")).toEqual({
    trigger: "cron",
    path: "edge",
    status: "succeeded",
  });
}

const sendSigned = (secret: string) => {
  const runId = crypto.randomUUID();
  const { body, headers } = signTrigger({ view: view.name, runId, secret });
  return request("POST", `${FUNCTION_URL}/refresh`, { body, headers });
};

let view: SlowView;
beforeAll(async () => {
  view = await createSlowView(sql, "rotation");
  await sql`select dashboard_refresh.reconfigure(${view.name}, '{"path": "edge"}')`;
});
afterAll(async () => {
  await sql`
    select vault.update_secret(id, ${oldSecret}) from vault.secrets
    where name = 'refresh_dashboard_trigger_secret'`;
  await setSecrets({});
  await view.drop();
  await sql.end();
});

describe("rotating the trigger secret", () => {
  const steps = readSteps();

  it("has three steps: the function, Vault, the function", () => {
    expect(steps.map((step) => (step.includes(NAME) ? "function" : "vault"))).toEqual([
      "function",
      "vault",
      "function",
    ]);
  });

  it("misses no run", async () => {
    await tick();
    for (const step of steps) {
      await perform(step);
      await tick();
    }
    const [{ lost } = { lost: null }] = await sql`
      select count(*)::integer as lost from dashboard_refresh.runs
      join dashboard_refresh.views on views.id = runs.view_id
      where views.view = ${view.name} and runs.status <> 'succeeded'`;
    expect(lost).toBe(0);
  });

  it("leaves the old secret worth nothing", async () => {
    expect(await sendSigned(oldSecret)).toMatchObject({ status: 401, json: { code: "signature_invalid" } });
    // Believed, and told that there is no such run.
    expect(await sendSigned(newSecret)).toMatchObject({ status: 409, json: { code: "unknown_run" } });
  });
});
