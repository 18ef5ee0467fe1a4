// refresh-dashboard runs [VIEW]: the ledger, newest first.
import { z } from "zod";
import type { Run } from "../../../supabase/functions/refresh-dashboard/contract/answers.ts";
import { readTime } from "../../connection/times.ts";
import { defineVerb, limit, READS, view } from "../../connection/verb.ts";
import { showRuns } from "../../show/runs.ts";
import { CliError, EXIT } from "../../terminal/errors.ts";
import type { Json } from "../../terminal/outcome.ts";

const STATUSES = ["queued", "succeeded", "failed", "lost", "cancelled"] as const;
type Status = (typeof STATUSES)[number];

export const runs = defineVerb({
  name: "runs",
  summary: "list what was refreshed, newest first",
  description: "Lists the runs of a view, or of all views, newest first.",
  examples: ["runs public.mv_sales --failed --since 24h", "runs --limit 200 --json"],
  arguments: [{ name: "VIEW", summary: "one view; without it all", isOptional: true }],
  options: [
    { flags: "--failed", summary: "only those that failed or were lost" },
    { flags: "--status <status>", summary: `one of ${STATUSES.join(", ")}` },
    { flags: "--since <time>", summary: "asked for since that time, or so long ago" },
    { flags: "--before <run>", summary: "the page after the one that ended with this run" },
    { flags: "--limit <number>", summary: "how many, from 1 to 200; 20 by default" },
  ],
  input: {
    view,
    failed: z.boolean().default(false),
    status: z.enum(STATUSES, `is none of ${STATUSES.join(", ")}`).optional(),
    since: z.string().min(1, "is empty").optional(),
    before: z.string().min(1, "is empty").optional(),
    limit,
  },
  ...READS,
  run: async (backend, given, { terminal }) => {
    if (given.failed && given.status !== undefined)
      throw new CliError("usage", "--failed goes with no --status", { exitCode: EXIT.usage });
    const limit = Number(given.limit);
    const since = given.since === undefined ? undefined : await readTime(backend, "--since", given.since, -1);
    const page = async (status: Status | undefined) => {
      const of = given.view === undefined ? { all: true } : { view: given.view };
      return (await backend.call("runs", { ...of, status, since, before: given.before, limit })).data;
    };
    const pages = given.failed ? [await page("failed"), await page("lost")] : [await page(given.status)];
    const found = pages
      .flatMap((each) => each.runs)
      .sort(newestFirst)
      .slice(0, limit);
    const next = pages.every((each) => each.next === null) ? null : (found.at(-1)?.id ?? null);
    return {
      report: found.length === 0 ? ["No such run."] : showRuns(found, terminal),
      next: next === null ? [] : [`older ones: the same command with --before ${next}`],
      data: { view: given.view ?? null, runs: found, next } as Json,
    };
  },
});

const newestFirst = (a: Run, b: Run): number => Date.parse(b.requested_at) - Date.parse(a.requested_at);
