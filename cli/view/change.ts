// Runs the statements that a migration would run, to see what comes of them or for good.
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Database, Query } from "../database/database.ts";
import { describeJobChanges, type Job, readJobs } from "./jobs.ts";
import type { Patch } from "./settings.ts";
import type { ManageStatements } from "./statements.ts";

const settings = z.record(z.string(), z.json());
const managed = z.object({
  manage: z.object({ view: z.string(), before: settings.nullable(), after: settings }),
});

export interface Change {
  /** Null where the view was not managed. */
  before: Record<string, unknown> | null;
  after: Record<string, unknown>;
  /** Names of the settings that differ. */
  changed: string[];
  jobs: string[];
}

/** What is in the way of a trial holds up nobody else. */
const LOCK_TIMEOUT = "set local lock_timeout = '5s'";

/** With "rollback" nothing is kept. */
export async function runManage(
  database: Database,
  end: "commit" | "rollback",
  { index, manage }: ManageStatements,
): Promise<Change> {
  const { result, jobs } = await runWatched(database, end, async (query) => {
    if (index !== null) await query(index);
    const [row] = await query(manage);
    return managed.parse(row).manage;
  });
  const { before, after } = result;
  // A job that was taken over stands there for what was before; the settings themselves are new.
  const earlier = before === null || "taken_over" in before ? null : before;
  const changed = Object.keys(after).filter((name) => !isDeepStrictEqual(earlier?.[name], after[name]));
  return { before: earlier, after, changed, jobs };
}

/** What it changes, in sentences: of a new view the settings that were given, as the others are at their defaults. */
export function describeChange(
  { before, after, changed, jobs }: Change,
  view: string,
  given: Patch,
): string[] {
  const names = before === null ? changed.filter((name) => name in given) : changed;
  const values = names.map((name) => {
    const value = JSON.stringify(after[name]);
    return before === null ? `${name} ${value}` : `${name} from ${JSON.stringify(before[name])} to ${value}`;
  });
  const what = before === null ? `registers ${view}` : `changes ${view}`;
  if (before !== null && values.length === 0) return jobs;
  return [[what, values.join(", ")].filter((part) => part !== "").join(": "), ...jobs];
}

/** Answers the sentences about the jobs that changed. */
export async function runUnmanage(
  database: Database,
  end: "commit" | "rollback",
  statement: string,
): Promise<string[]> {
  const { jobs } = await runWatched(database, end, (query) => query(statement));
  return jobs;
}

async function runWatched<Result>(
  database: Database,
  end: "commit" | "rollback",
  work: (query: Query) => Promise<Result>,
): Promise<{ result: Result; jobs: string[] }> {
  return database.transaction(end, async (query) => {
    await query(LOCK_TIMEOUT);
    const before: Job[] = await readJobs(query);
    const result = await work(query);
    return { result, jobs: describeJobChanges(before, await readJobs(query)) };
  });
}
