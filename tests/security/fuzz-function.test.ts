// 8,000 generated requests to the function in this process, wired as it is deployed; the REST API is played. Here every
// call that would reach the database is seen, so that a refusal is known to have cost none.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codesOf, ENDPOINTS } from "../../supabase/functions/refresh-dashboard/contract/endpoints.ts";
import { accessToken, PUBLISHABLE_KEY, SECRET_KEY } from "../unit/support/keys.ts";
import { codeOf, faultOf } from "./support/answers.ts";
import { everyCaller } from "./support/callers.ts";
import { type TestedFunction, wireFunction } from "./support/function.ts";
import { anyRequest, type Generated } from "./support/requests.ts";
import { isAllowed } from "./support/routes.ts";
import { describeRequest, seed } from "./support/seed.ts";

const RUNS = 8_000;
/** One of each type: here nothing knows the settings, and all of them are passed on. */
const settings = [
  { name: "schedule", type: "text" },
  { name: "active", type: "boolean" },
  { name: "max_staleness", type: "interval" },
  { name: "failure_limit", type: "integer" },
  { name: "max_duty_cycle", type: "numeric" },
];
const callers = await everyCaller({
  secretKey: SECRET_KEY,
  publishableKey: PUBLISHABLE_KEY,
  // Without the claims that the unit tests give every token.
  token: (claims, forged = false) =>
    accessToken({ claims: { sub: undefined, role: undefined, ...claims }, forged }),
});
const roles = new Map(callers.map((caller) => [caller.name, caller]));

const shared = wireFunction();

/** Refreshes go on in the background: who may have one gets a function of his own, which hears no other call. */
function testedBy({ caller }: Generated): TestedFunction {
  if (isAllowed("refresh", roles.get(caller)?.role ?? null)) return wireFunction();
  shared.rpcs.length = 0;
  shared.errors.length = 0;
  return shared;
}

async function send(tested: TestedFunction, { method, path, headers, body }: Generated) {
  const init = { method, headers, ...(body === undefined ? {} : { body: body as BodyInit }) };
  const response = await tested.fetch(new Request(`http://edge.test/refresh-dashboard${path}`, init));
  return {
    status: response.status,
    contentType: response.headers.get("content-type") ?? "",
    text: await response.text(),
  };
}

describe("whatever is sent to the function", () => {
  it(`${RUNS} requests: no fault, no effect of who may not`, { timeout: 120_000 }, async () => {
    const reached = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(anyRequest({ callers, views: ["public.some_view"], settings }), async (generated) => {
        const tested = testedBy(generated);
        const answer = await send(tested, generated);
        reached.set(answer.status, (reached.get(answer.status) ?? 0) + 1);
        const caller = roles.get(generated.caller);
        if (caller === undefined) throw new Error(`no caller ${generated.caller}`);
        const what = (fault: unknown) =>
          describeRequest(generated, `${fault}: ${answer.status} ${answer.text}`);

        const fault = faultOf(answer, generated.method);
        expect(fault, what(fault)).toBeNull();
        expect(tested.errors, what("an error was logged")).toEqual([]);
        if (generated.isPlain && answer.status >= 400)
          expect(
            codesOf(ENDPOINTS[generated.route]),
            what("a code that the contract does not give"),
          ).toContain(codeOf(answer));
        if (!isAllowed(generated.route, caller.role)) {
          const changing = tested.rpcs.filter((name) =>
            /^(request|run|refresh|cancel|reconfigure|test|silence|start)_/.test(name),
          );
          expect(changing, what("who may not reached the database")).toEqual([]);
          if (generated.isPlain) expect(answer.status, what("another refusal")).toBe(caller.refusal);
        }
        if (caller.role === null) {
          const asked = tested.rpcs.filter((name) => name !== "read_dashboard_refresh_health");
          expect(asked, what("a stranger reached the database")).toEqual([]);
        }
      }),
      { numRuns: RUNS, ...(seed === undefined ? {} : { seed }) },
    );
    // It did get through: the requests were not all refused at the door.
    for (const status of [200, 400, 401, 403, 404, 405, 413, 415, 422]) {
      expect(reached.get(status) ?? 0, `answers with ${status}`).toBeGreaterThan(0);
    }
  });
});
