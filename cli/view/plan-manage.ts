// Everything that is known before a view is managed: what it is, what would be run, and what comes of that.
import type { Database } from "../database/database.ts";
import type { Deps } from "../deps.ts";
import { CliError } from "../terminal/errors.ts";
import { type Change, runManage } from "./change.ts";
import { chooseIndex } from "./choose-index.ts";
import { type Examination, examine } from "./examination.ts";
import { createsView, findPending, type Migration, readMigrations } from "./migrations.ts";
import { givenSettings, listSettings, type Patch, readPatch } from "./settings.ts";
import { indexStatement, type ManageStatements, manageStatement } from "./statements.ts";

export interface ManageInput extends Record<string, unknown> {
  view: string;
  set: string[];
  createIndex: boolean;
  migration: boolean;
  measure: boolean;
}

export interface ManagePlan {
  found: Examination;
  /** The settings that are given. */
  patch: Patch;
  statements: ManageStatements;
  /** What comes of the statements; found by running them. */
  change: Change;
  /** False where the database is as the statements would make it. */
  changesAnything: boolean;
  migrations: Migration[];
  /** See findPending. */
  pending: Migration | null;
}

/** With "rollback" nothing of it is kept: a trial, which fails as the migration would. */
export async function planManage(
  database: Database,
  end: "commit" | "rollback",
  deps: Deps,
  rootDir: string,
  given: ManageInput,
): Promise<ManagePlan> {
  const words = givenSettings(given, listSettings(deps.assets.readInstall()));
  const patch = await readPatch(database.query, words);
  const migrations = readMigrations(rootDir);
  if (given.measure)
    deps.progress(`looking at ${given.view}, with a refresh to measure it, which is taken back`);
  const found = await examine(database.query, given.view, given.measure);
  requireRefreshable(found);
  deps.signal.throwIfAborted();

  const expectMissing = !createsView(migrations, found.view);
  const proposed = given.createIndex ? chooseIndex(found, given.migration) : null;
  const statements = {
    index: proposed === null ? null : indexStatement(proposed, found.view, expectMissing),
    manage: manageStatement(found.view, patch, expectMissing),
  };
  const pending = await findPending(database.query, migrations, found.view);
  const change = await runManage(database, end, statements);
  const changesAnything = change.changed.length > 0 || statements.index !== null;
  return { found, patch, statements, change, changesAnything, migrations, pending };
}

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
