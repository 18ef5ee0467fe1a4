// supabase-js, as programs and servers use it: functions.invoke with a secret key, an operator's and a viewer's session.
import { createClient, FunctionRegion, type SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stackProject } from "../security/support/project.ts";
import { eventually } from "../support/eventually.ts";
import { describeNeeding, itNeeding } from "../support/needing.ts";
import { keepAnswer } from "../support/secrets.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { connect, env } from "../support/stack.ts";

const describe = describeNeeding("token signer");
const sql = connect();
let view: SlowView;
beforeAll(async () => {
  view = await createSlowView(sql, "invoke");
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

const signedIn = async (role: string) => {
  const claims = { sub: "user-1", role: "authenticated", app_metadata: { refresh_dashboard: role } };
  const token = await stackProject.token(claims);
  return createClient(env.SUPABASE_URL, env.SUPABASE_PUBLISHABLE_KEY, {
    accessToken: async () => token,
    realtime,
  });
};
// Node 20 has none, and none is needed.
const realtime = { transport: class {} as never };
const clients: Record<string, SupabaseClient> = {
  "the secret key": createClient(env.SUPABASE_URL, env.SUPABASE_SECRET_KEY, {
    auth: { persistSession: false },
    realtime,
  }),
  "an operator": await signedIn("operator"),
  "a viewer": await signedIn("viewer"),
};

type Options = Parameters<SupabaseClient["functions"]["invoke"]>[1];

async function invoke(who: string, call: string, options: Options = {}) {
  const { data, error, response } = await (clients[who] as SupabaseClient).functions.invoke(
    `refresh-dashboard${call}`,
    options,
  );
  const body = error ? await error.context.json() : data;
  const headers = response?.headers ?? new Headers();
  keepAnswer({ headers, text: JSON.stringify(body) });
  return { status: response?.status, error: error?.name ?? null, headers, body };
}

const reads: [call: string, member: string][] = [
  ["", "endpoints"],
  ["/status?view=e2e.invoke", "state"],
  ["/reconfigure?view=e2e.invoke", "settings"],
  ["/runs?view=e2e.invoke", "runs"],
  ["/drift?view=e2e.invoke", "complete"],
];
const writes: [method: "POST" | "PATCH", call: string, body: object, member: string][] = [
  ["POST", "/refresh", { view: "e2e.invoke" }, "data_as_of"],
  ["PATCH", "/reconfigure", { view: "e2e.invoke", failure_limit: 6 }, "after"],
];

describe.each(Object.keys(clients))("%s", (who) => {
  it.each(reads)("reads %s, in any region", async (call, member) => {
    for (const region of [FunctionRegion.Any, FunctionRegion.EuCentral1]) {
      const answer = await invoke(who, call, { method: "GET", region });
      expect([answer.error, answer.status]).toEqual([null, 200]);
      expect(answer.body).toHaveProperty(member);
    }
  });

  it.each(writes)(
    `${who === "a viewer" ? "is refused" : "may"} %s %s, in any region`,
    async (method, call, body, member) => {
      for (const region of [FunctionRegion.Any, FunctionRegion.SaEast1]) {
        const answer = await invoke(who, call, { method, body, region });
        if (who === "a viewer") {
          expect([answer.error, answer.status]).toEqual(["FunctionsHttpError", 403]);
          expect(answer.body.code).toBe("forbidden");
        } else {
          expect([answer.error, answer.status]).toEqual([null, 200]);
          expect(answer.body).toHaveProperty(member);
        }
      }
    },
  );

  it("is told what is wrong with a call", async () => {
    const answer = await invoke(who, "/status?view=nope", { method: "GET" });
    expect([answer.error, answer.status, answer.body.code]).toEqual([
      "FunctionsHttpError",
      404,
      "unknown_view",
    ]);
    expect(answer.body.request_id).toBe(answer.headers.get("x-request-id"));
  });

  it("that does not say GET is told how the call is made", async () => {
    const answer = await invoke(who, "/status");
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
  });
});

itNeeding("token signer")("a refresh that nobody waits for can be followed to its end", async () => {
  await view.setSeconds(1);
  const begun = await invoke("an operator", "/refresh", { body: { view: view.name, wait_seconds: 0 } });
  await view.setSeconds(0);
  expect([begun.status, begun.body.status]).toEqual([202, "queued"]);
  const base = `${env.FUNCTIONS_URL}/refresh-dashboard`;
  const place = new URL(begun.headers.get("location") ?? "", `${base}/refresh`).href;
  expect(place).toBe(`${base}/runs/${begun.body.id}`);
  const run = await eventually(
    "the run at its end",
    async () => (await invoke("a viewer", place.slice(base.length), { method: "GET" })).body,
    ({ status }) => status !== "queued",
  );
  expect(run).toMatchObject({ id: begun.body.id, view: view.name, status: "succeeded", trigger: "admin" });
});

describe("settings that several people change", () => {
  const read = () => invoke("a viewer", `/reconfigure?view=${view.name}`, { method: "GET" });
  const change = (etag: string | null, failure_limit: number) =>
    invoke("an operator", "/reconfigure", {
      method: "PATCH",
      headers: { ...(etag ? { "if-match": etag } : {}), "content-type": "application/merge-patch+json" },
      body: { view: view.name, failure_limit },
    });

  it("are changed by the first alone of ten at once who have read the same", async () => {
    const before = await read();
    const etag = before.headers.get("etag");
    expect(etag).toBe(`"${before.body.revision}"`);
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => change(etag, 10 + index)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array(9).fill(412)]);
    const won = answers.find(({ status }) => status === 200);
    const after = await read();
    expect(after.body.settings.failure_limit).toBe(won?.body.after.failure_limit);
    expect(after.headers.get("etag")).toBe(won?.headers.get("etag"));
    expect(after.body.revision).toBe(before.body.revision + 1);
  });

  it("are changed in any case by who does not say what he has read", async () => {
    expect((await change(null, 5)).status).toBe(200);
    expect((await change("*", 6)).status).toBe(200);
  });

  it("are not changed where the tag is right and the change is wrong", async () => {
    const before = await read();
    const answer = await change(before.headers.get("etag"), 0);
    expect([answer.status, answer.body.code]).toEqual([422, "invalid_setting"]);
    expect((await read()).body).toEqual(before.body);
  });
});
