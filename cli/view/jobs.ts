// The cron jobs of the role, and what a change has made of them.
import { z } from "zod";
import type { Query } from "../database/database.ts";

const jobRow = z.object({
  id: z.number(),
  name: z.string(),
  schedule: z.string(),
  command: z.string(),
  active: z.boolean(),
});

export type Job = z.infer<typeof jobRow>;

export async function readJobs(query: Query): Promise<Job[]> {
  const rows = await query(
    `select jobid::integer as id, coalesce(jobname, jobid::text) as name, schedule, command, active
    from cron.job
    where username = current_user
    order by jobid`,
  );
  return rows.map((row) => jobRow.parse(row));
}

export function describeJobChanges(before: Job[], after: Job[]): string[] {
  const text = ({ name, schedule, active }: Job) => `${name} (${schedule}${active ? "" : ", paused"})`;
  const find = (jobs: Job[], { id }: Job) => jobs.find((job) => job.id === id);
  const changed = after.filter((job) => {
    const earlier = find(before, job);
    return earlier !== undefined && JSON.stringify(earlier) !== JSON.stringify(job);
  });
  return [
    ...before.filter((job) => !find(after, job)).map((job) => `the cron job ${text(job)} is removed`),
    ...changed.map((job) => {
      const earlier = text(find(before, job) as Job);
      const becomes = earlier === text(job) ? "" : ` becomes ${text(job)} and`;
      return `the cron job ${earlier}${becomes} runs from then on: ${job.command}`;
    }),
    ...after
      .filter((job) => !find(before, job))
      .map((job) => `the cron job ${text(job)} is made: ${job.command}`),
  ];
}
