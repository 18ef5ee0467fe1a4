// 2,200 more generated requests over HTTP to the real function in Deno, before the real database. Those of callers who may
// not come first, between two looks at everything they could have changed.
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { codesOf, ENDPOINTS } from "../../supabase/functions/refresh-dashboard/contract/endpoints.ts";
import { eventually } from "../support/eventually.ts";
import { describeNeeding } from "../support/needing.ts";
import { keepAnswer } from "../support/secrets.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { connect } from "../support/stack.ts";
import { codeOf, faultOf } from "./support/answers.ts";
import { everyCaller } from "./support/callers.ts";
import { lookAtEffects } from "./support/effects.ts";
import type { Setting } from "./support/from-schema.ts";
import { FUNCTION_URL, stackProject } from "./support/project.ts";
import { anyRequest, type Generated } from "./support/requests.ts";
import { isAllowed } from "./support/routes.ts";
import { describeRequest, seed } from "./support/seed.ts";

const describe = describeNeeding("token signer");
const RUNS = 2_200;
const AT_ONCE = 12;
const sql = connect();
let view: SlowView;
beforeAll(async () => {
  view = await createSlowView(sql, "fuzz");
  // Without statistics the planner expects millions of rows, and compiles each query for them.
  await sql.unsafe(`analyze ${view.name}_rows, ${view.name}_pace, ${view.name}`);
});
afterAll(async () => {
  // A refresh that somebody asked for may still be under way, and in the way.
  const drop = () => view.drop().then(() => "gone", String);
  await eventually("the view gone", drop, (outcome) => outcome === "gone");
  await sql.end();
});

const callers = await everyCaller(stackProject);
const settings = await sql<Setting[]>`select name, type from dashboard_refresh.settings()`;
const byName = new Map(callers.map((caller) => [caller.name, caller]));
const callerOf = ({ caller }: Generated) => {
  const found = byName.get(caller);
  if (found === undefined) throw new Error(`no caller ${caller}`);
  return found;
};
const mayNot = (request: Generated) => !isAllowed(request.route, callerOf(request).role);

async function send(request: Generated) {
  const { method, path, headers, body } = request;
  const response = await fetch(`${FUNCTION_URL}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: body as BodyInit }),
  });
  const contentType = response.headers.get("content-type") ?? "";
  const text = await response.text();
  keepAnswer({ headers: response.headers, text });
  return { request, status: response.status, contentType, text };
}

/** Sends all of them, some at once, and tells the first fault. */
async function sendAll(requests: Generated[]) {
  const answers: Awaited<ReturnType<typeof send>>[] = [];
  const waiting = requests.values();
  const work = async () => {
    for (const request of waiting) {
      const answer = await send(request).catch((error) => {
        throw new Error(describeRequest(request, `no answer: ${error.cause ?? error}`));
      });
      const fault = faultOf(answer, request.method);
      if (fault) throw new Error(describeRequest(request, `${fault}: ${answer.status} ${answer.text}`));
      const codes: string[] = codesOf(ENDPOINTS[request.route]);
      if (request.isPlain && answer.status >= 400 && !codes.includes(codeOf(answer)))
        throw new Error(describeRequest(request, `the contract does not give ${codeOf(answer)}`));
      answers.push(answer);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return answers;
}

describe("whatever is sent to the running function", () => {
  const requests = () =>
    fc.sample(anyRequest({ callers, views: [view.name], settings }), {
      numRuns: RUNS,
      ...(seed === undefined ? {} : { seed }),
    });

  it("who may not changes nothing", async () => {
    const before = await lookAtEffects(sql);
    const answers = await sendAll(requests().filter(mayNot));
    for (const { request, status, text } of answers) {
      if (request.isPlain) expect(status, describeRequest(request, text)).toBe(callerOf(request).refusal);
    }
    expect(answers.length).toBeGreaterThan(RUNS / 3);
    expect(await lookAtEffects(sql)).toEqual(before);
  });

  it("who may is answered, and only what he names is changed", async () => {
    const demo = async () => (await lookAtEffects(sql)).views.filter(({ view: name }) => name !== view.name);
    const before = await demo();
    const answers = await sendAll(requests().filter((request) => !mayNot(request)));
    expect(await demo()).toEqual(before);

    // The database was reached, and had its say.
    const codes = new Set(answers.map((answer) => codeOf(answer)));
    const expected = [
      "invalid_setting",
      "unknown_view",
      "unknown_run",
      "invalid_argument",
      "invalid_request",
    ];
    expect([...codes]).toEqual(expect.arrayContaining(expected));
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(100);
  });
});
