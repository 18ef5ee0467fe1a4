// What the reader can do next: how things stand, where everything is, and three lines to try.
import type { stackEnv } from "../index.ts";
import type { Api } from "./api.ts";

interface Usage {
  api: Api;
  env: ReturnType<typeof stackEnv>;
  /** The address that works once. */
  pageUrl: string;
  say: (line?: string) => void;
  /** What Ctrl-C does. */
  ending: string;
}

export async function printUsage({ api, env, pageUrl, say, ending }: Usage): Promise<void> {
  const status = await api.status();
  const endpoint = `${env.FUNCTIONS_URL}/refresh-dashboard`;
  say();
  const age = status.staleness_seconds;
  say(`state        ${status.state}, ${age === null ? "never refreshed" : `data ${age} s old`}`);
  say(`job          ${status.job?.schedule ?? "none"}, next at ${status.job?.next_run_at ?? "no time"}`);
  say(`path         ${status.path.effective}: ${status.path.reason}`);
  for (const problem of status.problems) say(`problem      ${problem.message} ${problem.hint}`);
  say(`API          ${env.SUPABASE_URL}`);
  say(`function     ${endpoint}`);
  say(`database     ${env.SUPABASE_DB_URL}`);
  say(`secret key   ${env.SUPABASE_SECRET_KEY}`);
  say(`publishable  ${env.SUPABASE_PUBLISHABLE_KEY}`);
  say();
  say("Look at it in a browser (the address works once):");
  say(`  ${pageUrl}`);
  say();
  say("Try, in another terminal:");
  say(`  curl ${endpoint}/status -H "apikey: ${env.SUPABASE_SECRET_KEY}"`);
  say(`  curl -X POST ${endpoint}/refresh -H "apikey: ${env.SUPABASE_SECRET_KEY}"`);
  say(
    `  curl -X PATCH ${endpoint}/reconfigure -H "apikey: ${env.SUPABASE_SECRET_KEY}" ` +
      `-H "content-type: application/json" -d '{"schedule": "*/10 * * * *"}'`,
  );
  say();
  say(`Each run is a line below. Ctrl-C ${ending}.`);
}
