// refresh-dashboard unmanage VIEW: writes the migration that ends what manage began.
import { z } from "zod";
import { type Common, defineCommand } from "../../command.ts";
import type { Database, Query } from "../../database/database.ts";
import { withDatabase } from "../../database/with-database.ts";
import type { Deps } from "../../deps.ts";
import { applyPlan } from "../../files/apply-plan.ts";
import { openProject } from "../../project/find-project.ts";
import { CliError } from "../../terminal/errors.ts";
import { hearInterrupts } from "../../terminal/hear-interrupts.ts";
import type { Json, Outcome } from "../../terminal/outcome.ts";
import { runUnmanage } from "../../view/change.ts";
import { examine } from "../../view/examination.ts";
import { findManaged } from "../../view/find-managed.ts";
import { comment } from "../../view/manage-migration.ts";
import { findPending, isAbout, type Migration, newMigration, readMigrations } from "../../view/migrations.ts";
import { PUSH } from "../../view/next.ts";
import { unmanageStatement } from "../../view/statements.ts";

const input = z.object({
  view: z.string().min(1, "is empty"),
  restoreJob: z.boolean().default(false),
  apply: z.boolean().default(false),
});

type Input = z.output<typeof input> & Common;

export const unmanage = defineCommand({
  name: "unmanage",
  summary: "leave a view as it is from now on: write the migration that takes it out",
  description:
    "Writes a migration that removes the view's job, its settings and its history, and leaves the view and its rows alone.",
  arguments: [
    { name: "VIEW", summary: "its name as in SQL: schema.view, in schema public where none is given" },
  ],
  options: [
    { flags: "--apply", summary: "do it at once in the database, and write no migration" },
    { flags: "--restore-job", summary: "put back the cron job made by hand that manage took over" },
  ],
  input,
  run: async (deps, given): Promise<Outcome> => {
    const rootDir = openProject(
      { cwd: deps.cwd, workdir: given.workdir },
      { dryRun: given.dryRun, progress: deps.progress },
    );
    return withDatabase(deps, rootDir, (database) => unmanageIn(database, rootDir, deps, given));
  },
});

async function unmanageIn(database: Database, rootDir: string, deps: Deps, given: Input): Promise<Outcome> {
  const managed = await findManaged(database, given.view);
  const view = managed ?? (await findUnmanaged(database.query, given.view));
  const migrations = readMigrations(rootDir);
  const pending = await findPending(database.query, migrations, view);
  const statement = unmanageStatement(view, given.restoreJob);
  const outcome = (result: string, rest: Partial<Outcome>, jobs: string[] = []): Outcome => ({
    files: [],
    commands: [],
    next: [],
    done: [],
    ...rest,
    data: { result, view, managed: managed !== null, jobs, sql: [statement] } satisfies Json,
  });

  if (managed === null) {
    return outcome("unchanged", {
      done: [`${view} is not managed: nothing was changed`],
      next:
        pending !== null && registers(pending)
          ? [`${pending.path} will register it when it is applied: remove that file to leave it as it is`]
          : [],
    });
  }
  deps.signal.throwIfAborted();
  const jobs = await runUnmanage(database, given.apply && !given.dryRun ? "commit" : "rollback", statement);
  const done = [`${view} is no longer managed; the view and its rows stay as they are`, ...jobs];
  if (given.apply) {
    if (given.dryRun) return outcome("dry_run", { done: ["would run in the database:", statement] }, jobs);
    return outcome("applied", { done, next: registeredBy(migrations, view) }, jobs);
  }
  if (pending?.text.includes(statement)) {
    const already = `${pending.path} does this already and is not applied yet: nothing was written`;
    return outcome("pending", { done: [already], next: [PUSH] }, jobs);
  }
  const text = migrationText(view, statement, given.restoreJob);
  const file = newMigration(rootDir, deps.now(), "unmanage", view, text);
  await hearInterrupts(deps.signal);
  if (!given.dryRun) applyPlan(rootDir, [file]);
  const planned = [`once it is applied, ${done[0]}`, ...done.slice(1)];
  return given.dryRun
    ? outcome("dry_run", { files: [file], done: [text.trimEnd()], next: [PUSH] }, jobs)
    : outcome("written", { files: [file], done: planned, next: [PUSH] }, jobs);
}

/** A name that means nothing is told from a second run. */
async function findUnmanaged(query: Query, name: string): Promise<string> {
  try {
    return (await examine(query, name, false)).view;
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== "not_a_materialized_view") throw error;
    throw new CliError("unknown_view", `${error.message}, nor is any managed under that name`, {
      hint: "What is managed: select view from dashboard_refresh.views;",
      cause: error,
    });
  }
}

const registers = ({ text }: Migration): boolean => !text.includes("dashboard_refresh.unmanage(");

function registeredBy(migrations: Migration[], view: string): string[] {
  const last = migrations.findLast(({ text }) => isAbout(text, view));
  return last === undefined || !registers(last)
    ? []
    : [
        `${last.path} registers it again in a new database: without --apply this command writes a migration that ends that`,
      ];
}

function migrationText(view: string, statement: string, restoreJob: boolean): string {
  const head = [
    `Leaves ${view} as it is from now on: its job, settings and history go, the view and its rows stay.`,
    ...(restoreJob
      ? ["The cron job that was taken over when it was registered is put back, where there was one."]
      : []),
    "Written by refresh-dashboard unmanage. A second run changes nothing.",
  ];
  return `${comment(head)}\n\n${statement}\n`;
}
