// refresh-dashboard manage VIEW: looks at a view, and writes the migration that registers it.
import { z } from "zod";
import { type Common, defineCommand } from "../command.ts";
import type { Database } from "../database/database.ts";
import { withDatabase } from "../database/with-database.ts";
import type { Deps } from "../deps.ts";
import { applyPlan } from "../files/apply-plan.ts";
import { openAssets } from "../package/assets.ts";
import { openProject } from "../project/find-project.ts";
import { CliError } from "../terminal/errors.ts";
import type { Json, Outcome } from "../terminal/outcome.ts";
import { type Change, runManage } from "../view/change.ts";
import { describeView } from "../view/describe.ts";
import { type Examination, examine } from "../view/examination.ts";
import { createsView, findPending, newMigration, readMigrations } from "../view/migrations.ts";
import { givenSettings, listSettings, optionOf, readPatch, SET_OPTION } from "../view/settings.ts";
import { indexStatement, manageStatement } from "../view/statements.ts";

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
  // Read when they are asked for: the other commands do not need the file.
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
    const rootDir = openProject({ cwd: deps.cwd, workdir: given.workdir }, given);
    return withDatabase(deps, rootDir, (database, remarks) =>
      manageIn(database, remarks, rootDir, deps, given),
    );
  },
});

async function manageIn(
  database: Database,
  remarks: string[],
  rootDir: string,
  deps: Deps,
  given: Input,
): Promise<Outcome> {
  const words = givenSettings(given, listSettings(deps.assets.readInstall()));
  const patch = await readPatch(database.query, words);
  if (given.measure) deps.progress(`looking at ${given.view}; a refresh to measure it is taken back at once`);
  const found = await examine(database.query, given.view, given.measure);
  requireRefreshable(found);

  const migrations = readMigrations(rootDir);
  const expectMissing = !createsView(migrations, found.view);
  const index = given.createIndex ? chooseIndex(found, expectMissing) : null;
  const statement = manageStatement(found.view, patch, expectMissing);
  deps.signal.throwIfAborted();
  const end = given.apply && !given.dryRun ? "commit" : "rollback";
  const change = await runManage(database, end, statement, index);
  const sql = [...(index === null ? [] : [index]), statement];
  const report = [...describeView(found), ...remarks];
  const isNew = change.changed.length > 0 || index !== null;
  const outcome = (rest: Partial<Outcome>, result: string): Outcome => ({
    files: [],
    commands: [],
    next: [],
    done: report,
    ...rest,
    data: { result, view: found.view, found, ...change, sql, remarks } as unknown as Json,
  });

  if (given.apply) {
    const did = isNew
      ? describeChange(change, found)
      : [`${found.view} has these settings already: nothing was changed`];
    if (given.dryRun)
      return outcome({ done: isNew ? ["would run in the database:", ...sql] : did }, "dry_run");
    return outcome(
      { done: [...report, ...did], next: isNew ? afterApply(found) : [] },
      isNew ? "applied" : "unchanged",
    );
  }

  const pending = await findPending(database.query, migrations, found.view);
  if (pending !== null && sql.every((text) => pending.text.includes(text))) {
    const done = [...report, `${pending.path} does this already and is not applied yet: nothing was written`];
    return outcome({ done, next: PUSH }, "pending");
  }
  if (pending === null && !isNew && !given.migration) {
    const done = [...report, `${found.view} is managed with these settings already: nothing was written`];
    return outcome(
      { done, next: migrations.some(({ text }) => text.includes(statement)) ? [] : [AS_MIGRATION] },
      "unchanged",
    );
  }
  const file = newMigration(
    rootDir,
    deps.now(),
    "manage",
    found.view,
    migrationText(found, index, statement, change),
  );
  deps.signal.throwIfAborted();
  if (!given.dryRun) applyPlan(rootDir, [file]);
  return outcome(
    {
      files: [file],
      done: given.dryRun ? [] : [...report, ...describeChange(change, found)],
      next: [...(index === null && !given.createIndex ? proposal(found) : []), ...PUSH],
    },
    given.dryRun ? "dry_run" : "written",
  );
}

const PUSH = ["supabase db push, or for the local database: supabase migration up"];
const AS_MIGRATION =
  "No migration of this project says so, so a new database will not have it: the option --migration writes one.";

const afterApply = ({ view }: Examination): string[] => [
  `in SQL: select dashboard_refresh.status('${view.replaceAll("'", "''")}');`,
  "A database reset forgets what no migration says: the option --migration writes one.",
];

const proposal = ({ view, proposed_index }: Examination): string[] =>
  proposed_index?.statement
    ? [
        `refresh-dashboard manage '${view}' --create-index, which adds the unique index, so that readers are not blocked`,
      ]
    : [];

function requireRefreshable({ view, owner, may_refresh }: Examination): void {
  if (may_refresh.possible) return;
  throw new CliError(
    "may_not_refresh",
    `${view} belongs to ${owner}, and the role of the jobs may not refresh it`,
    {
      ...(may_refresh.reason ? { detail: may_refresh.reason } : {}),
      hint: `Nothing was changed. ${may_refresh.statement ? `Run: ${may_refresh.statement}` : "Give the view to the role of the jobs."}`,
    },
  );
}

/** Null where a unique index that serves is there. */
function chooseIndex(found: Examination, expectMissing: boolean): string | null {
  if (found.unique_indexes.some(({ usable }) => usable)) return null;
  const proposed = found.proposed_index?.statement;
  if (proposed) return indexStatement(proposed, found.view, expectMissing);
  throw new CliError("no_unique_key", `no unique index can be proposed for ${found.view}`, {
    ...(found.proposed_index?.reason ? { detail: found.proposed_index.reason } : {}),
    hint: "Nothing was changed. Give the view a column, or columns, whose values differ in every row and are never null, such as a row_number(); or manage it without --create-index.",
  });
}

function describeChange({ before, after, changed, jobs }: Change, { view }: Examination): string[] {
  const values = changed.map((name) => {
    const value = JSON.stringify(after[name]);
    return before === null ? `${name} ${value}` : `${name} from ${JSON.stringify(before[name])} to ${value}`;
  });
  const what = before === null ? `registers ${view}: ` : `changes ${view}: `;
  return [...(values.length > 0 ? [what + values.join(", ")] : []), ...jobs];
}

function migrationText(found: Examination, index: string | null, statement: string, change: Change): string {
  const verb = change.before === null ? "Keeps" : "Changes how Refresh Dashboard keeps";
  const head = [
    `${verb} ${found.view} fresh.`,
    "Written by refresh-dashboard manage, after it had run in a transaction that was rolled back. A second run changes",
    "nothing. Settings that are not named keep their values; select * from dashboard_refresh.settings() lists them.",
    ...(statement.includes("expect_missing")
      ? ["No migration here creates the view, so it may come later."]
      : []),
    ...found.jobs
      .filter((job) => job.would_be_taken_over)
      .map(
        (job) =>
          `The cron job ${job.name} (${job.schedule}) is taken over with its schedule where it is there.`,
      ),
  ];
  const reason = [
    "-- What REFRESH MATERIALIZED VIEW CONCURRENTLY needs. Not created concurrently: that cannot be done inside a transaction,",
    "-- and a migration is one. Readers go on meanwhile; a refresh waits.",
  ];
  const parts = [
    head.map((line) => `-- ${line.replaceAll("\n", " ")}`).join("\n"),
    ...(index === null ? [] : [[...reason, index].join("\n")]),
    statement,
  ];
  return `${parts.join("\n\n")}\n`;
}
