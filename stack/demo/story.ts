// The story this project began with: an ejecutivo owns 29 prospects and the dashboard shows 0, until the chain runs.
import { pollUntil } from "../index.ts";
import type { Api } from "./api.ts";
import { type Database, EJECUTIVO_ID, PROSPECTS } from "./database.ts";
import { describeRun } from "./describe-run.ts";
import { restoreSchedule, withJobEveryMinute } from "./schedule.ts";

/** A minute to the next firing, the refresh, and room for a slow machine. */
const CHAIN_DEADLINE_MS = 100_000;

interface Stage {
  database: Database;
  api: Api;
  say: (line?: string) => void;
  signal: AbortSignal;
  noteFile: string;
}

export async function tellStory(stage: Stage): Promise<void> {
  const { database, say } = stage;
  say();
  say(`${(await database.countConversations()).toLocaleString("en")} conversations in the demo.`);
  await restoreSchedule(stage);

  if ((await database.countOwned()) < PROSPECTS) {
    await database.reassignProspects();
    say(`Reassigned ${PROSPECTS} prospects of coordinación BOOM to ejecutivo ${EJECUTIVO_ID}.`);
  } else {
    say(`Ejecutivo ${EJECUTIVO_ID} has prospects of coordinación BOOM since an earlier start.`);
  }
  const owned = await database.countOwned();
  const shown = await database.countShown();
  say(`  he owns        ${owned}`);
  say(`  the view says  ${shown}`);
  // With nothing to show, ticks skip the refresh and there would be nothing to wait for.
  if (shown === owned) return;
  say();
  await letTheChainRun(stage, owned);
}

async function letTheChainRun(stage: Stage, owned: number): Promise<void> {
  const { database, api, say, signal } = stage;
  if (!(await api.status()).job?.active) {
    say("The job is paused, so nothing refreshes the view until somebody resumes it.");
    return;
  }
  await withJobEveryMinute(stage, async () => {
    const next = (await api.status()).job?.next_run_at;
    say(`The job fires every five minutes; for this demonstration every minute. pg_cron's next: ${next}`);
    const isShown = async () => {
      if ((await database.countShown()) === owned) return undefined;
      const run = await database.lastRefresh();
      return `the last run is ${run === undefined ? "none" : describeRun(run)}`;
    };
    const what = "a refresh through pg_cron, pg_net, the Edge Function and the RPC";
    await pollUntil(what, isShown, { deadlineMs: CHAIN_DEADLINE_MS, everyMs: 200, signal });
    const run = await database.lastRefresh();
    if (run !== undefined) say(`  ${describeRun(run)}`);
  });
  say(`  the view says  ${await database.countShown()}`);
}
