// The verbs as a process runs them, with the function's own application in place of the network, and that on a database that
// is faked: what a verb asks is really routed, checked and answered by the contract.
import type { ProgramDeps } from "../../../cli/program.ts";
import { type Called, call } from "./cli.ts";
import { fetchOf, PROJECT } from "./client.ts";
import { type TestApp, testApp } from "./fakes.ts";
import { SECRET_KEY } from "./keys.ts";

export const ENVIRONMENT = { SUPABASE_URL: PROJECT, SUPABASE_SECRET_KEY: SECRET_KEY };

type Given = Parameters<typeof testApp>[0] & { deps?: Partial<ProgramDeps> };

export interface Operated extends Called {
  /** Names and arguments of the calls that reached the database. */
  calls: TestApp["calls"];
}

/** Outside of any project: all that is known is in the environment. The clock goes on by what is slept. */
export async function operate(words: string[], { deps = {}, ...given }: Given = {}): Promise<Operated> {
  let nowMs = 0;
  const clock = {
    monotonic: () => nowMs,
    sleep: async (ms: number) => {
      nowMs += ms;
    },
  };
  const app = testApp({ ...clock, ...given });
  const called = await call(deps.cwd ?? "/", words, {
    env: ENVIRONMENT,
    fetch: fetchOf(app).fetch,
    ...clock,
    ...deps,
  });
  return { ...called, calls: app.calls };
}
