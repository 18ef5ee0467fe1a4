// refresh-dashboard manage VIEW: looks at a view, and writes the migration that registers it.
import { z } from "zod";
import { type Common, defineCommand } from "../../command.ts";
import { withDatabase } from "../../database/with-database.ts";
import type { Deps } from "../../deps.ts";
import { applyPlan } from "../../files/apply-plan.ts";
import { openAssets } from "../../package/assets.ts";
import { openProject } from "../../project/find-project.ts";
import { CliError, EXIT } from "../../terminal/errors.ts";
import { hearInterrupts } from "../../terminal/hear-interrupts.ts";
import type { Json, Outcome } from "../../terminal/outcome.ts";
import { describeChange } from "../../view/change.ts";
import { describeView } from "../../view/describe.ts";
import { manageMigration } from "../../view/manage-migration.ts";
import { newMigration } from "../../view/migrations.ts";
import { PUSH } from "../../view/next.ts";
import { type ManagePlan, planManage } from "../../view/plan-manage.ts";
import { listSettings, optionOf, SET_OPTION } from "../../view/settings.ts";
import { quoteLiteral } from "../../view/statements.ts";

const input = z.looseObject({
  view: z.string().min(1, "is empty"),
  set: z.array(z.string()).default([]),
  createIndex: z.boolean().default(false),
  measure: z.boolean().default(true),
  apply: z.boolean().default(false),
  migration: z.boolean().default(false),
});

type Input = z.output<typeof input> & Common;

export const manage = defineCommand({
  name: "manage",
  summary: "keep a materialized view fresh: write the migration that registers it",
  description:
    "Looks at a materialized view in the database, says what stands in the way of refreshing it, and writes a migration " +
    "that registers it; on a managed view, one that changes the settings that are given.\n\n" +
    "The database is the one of SUPABASE_DB_URL in the environment or in supabase/.env, otherwise that of supabase start.",
  arguments: [
    { name: "VIEW", summary: "its name as in SQL: schema.view, in schema public where none is given" },
  ],
  // Made when it is asked for: reading the settings needs a file of the package.
  get options() {
    return [
      { flags: "--apply", summary: "do it at once in the database, and write no migration" },
      { flags: "--create-index", summary: "create the unique index that is proposed, before" },
      { flags: "--no-measure", summary: "do not refresh the view once to see how long it takes" },
      {
        flags: "--migration",
        summary: "write the migration even where the database has these settings already",
      },
      ...listSettings(openAssets().readInstall()).map(optionOf),
      SET_OPTION,
    ];
  },
  input,
  run: async (deps, given): Promise<Outcome> => {
    if (given.apply && given.migration) {
      throw new CliError("usage", "--apply writes no migration, so it does not go with --migration", {
        hint: "--apply changes the database now; --migration writes down what it has, for other databases.",
        exitCode: EXIT.usage,
      });
    }
    const rootDir = openProject(
      { cwd: deps.cwd, workdir: given.workdir },
      { dryRun: given.dryRun, progress: deps.progress },
    );
    return withDatabase(deps, rootDir, async (database, remarks) => {
      const end = given.apply && !given.dryRun ? "commit" : "rollback";
      const plan = await planManage(database, end, deps, rootDir, given);
      const { result, ...rest } = given.apply
        ? applied(plan, given)
        : await written(plan, given, rootDir, deps);
      const report = given.dryRun ? [] : [...describeView(plan.found), ...remarks];
      return {
        files: rest.files ?? [],
        commands: [],
        done: [...report, ...rest.done],
        next: rest.next ?? [],
        data: dataOf(plan, remarks, result),
      };
    });
  },
});

type Result = Partial<Outcome> & { result: string; done: string[] };

function applied(plan: ManagePlan, { dryRun }: Input): Result {
  const { found, statements, changesAnything } = plan;
  if (!changesAnything)
    return {
      result: "unchanged",
      done: [`${found.view} is managed with these settings already: nothing was changed`],
    };
  if (dryRun)
    return {
      result: "dry_run",
      done: ["would run in the database:", ...Object.values(statements).filter((sql) => sql !== null)],
    };
  return {
    result: "applied",
    done: changes(plan),
    next: [`in SQL: select dashboard_refresh.status(${quoteLiteral(found.view)});`, ...notInMigrations(plan)],
  };
}

async function written(plan: ManagePlan, given: Input, rootDir: string, deps: Deps): Promise<Result> {
  const { found, statements, change, changesAnything, pending } = plan;
  if (pending !== null && isIn(pending.text, plan)) {
    const done = [`${pending.path} does this already and is not applied yet: nothing was written`];
    return { result: "pending", done, next: [PUSH] };
  }
  // What is pending may be about to change the settings that the database has.
  if (pending === null && !changesAnything && !given.migration) {
    const done = [`${found.view} is managed with these settings already: nothing was written`];
    return { result: "unchanged", done, next: notInMigrations(plan) };
  }
  const text = manageMigration(found, statements, change);
  const file = newMigration(rootDir, deps.now(), "manage", found.view, text);
  await hearInterrupts(deps.signal);
  if (!given.dryRun) applyPlan(rootDir, [file]);
  return {
    result: given.dryRun ? "dry_run" : "written",
    files: [file],
    done: given.dryRun ? [text.trimEnd()] : changes(plan).map((line) => `once it is applied: ${line}`),
    next: [...indexProposal(plan), PUSH],
  };
}

const changes = ({ found, patch, statements, change }: ManagePlan): string[] => [
  ...(statements.index === null ? [] : ["makes the unique index, so that refreshes do not block readers"]),
  ...describeChange(change, found.view, patch),
];

const isIn = (text: string, { statements }: ManagePlan): boolean =>
  Object.values(statements).every((sql) => sql === null || text.includes(sql));

function notInMigrations(plan: ManagePlan): string[] {
  return plan.migrations.some(({ text }) => isIn(text, plan))
    ? []
    : [
        "No migration says so, so a new database will not have it: the same command with --migration (and without --apply) writes one.",
      ];
}

function indexProposal({ found, statements }: ManagePlan): string[] {
  return statements.index === null && found.proposed_index?.statement
    ? [
        "The same command with --create-index also makes the index that its rows allow, so that refreshes do not block readers.",
      ]
    : [];
}

function dataOf({ found, statements, change }: ManagePlan, remarks: string[], result: string): Json {
  return z.json().parse({ result, view: found.view, found, ...change, sql: statements, remarks }) as Json;
}
