// refresh-dashboard unmanage VIEW: writes the migration that ends what manage began.
import { z } from "zod";
import { type Common, defineCommand } from "../command.ts";
import type { Database } from "../database/database.ts";
import { withDatabase } from "../database/with-database.ts";
import type { Deps } from "../deps.ts";
import { applyPlan } from "../files/apply-plan.ts";
import { openProject } from "../project/find-project.ts";
import type { Json, Outcome } from "../terminal/outcome.ts";
import { runUnmanage } from "../view/change.ts";
import { findManaged } from "../view/find-managed.ts";
import { findPending, newMigration, readMigrations } from "../view/migrations.ts";
import { unmanageStatement } from "../view/statements.ts";
import { PUSH } from "../view/next.ts";

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
  arguments: [{ name: "VIEW", summary: "its name as in SQL: schema.view, in schema public where none is given" }],
  options: [
    { flags: "--apply", summary: "do it at once in the database, and write no migration" },
    { flags: "--restore-job", summary: "put back the cron job made by hand that manage took over" },
  ],
  input,
  run: async (deps, given): Promise<Outcome> => {
    const rootDir = openProject({ cwd: deps.cwd, workdir: given.workdir }, given);
    return withDatabase(deps, rootDir, (database) => unmanageIn(database, rootDir, deps, given));
  },
});
