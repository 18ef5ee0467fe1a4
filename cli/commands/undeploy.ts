// refresh-dashboard undeploy: takes out what init, upgrade and deploy have put in.
import path from "node:path";
import { z } from "zod";
import { type Common, defineCommand } from "../command.ts";
import type { Deps } from "../deps.ts";
import { applyPlan } from "../files/apply-plan.ts";
import { describePlan } from "../files/plan.ts";
import { readText } from "../files/read-text.ts";
import { readManifest } from "../manifest/manifest.ts";
import { openProject } from "../project/find-project.ts";
import { listMigrations, MIGRATIONS_DIR, readOwnMigrations } from "../project/own-migrations.ts";
import { readLinkedRef } from "../supabase/linked-ref.ts";
import { requireSupabase } from "../supabase/require-supabase.ts";
import { confirm } from "../terminal/confirm.ts";
import { CliError, EXIT } from "../terminal/errors.ts";
import type { Outcome } from "../terminal/outcome.ts";
import { againOf } from "./deploy/again.ts";
import { chooseTarget, type Target } from "./deploy/choose-target.ts";
import { foretellMigrations } from "./deploy/foretell-migrations.ts";
import { projectRefSchema } from "./deploy/project-ref.ts";
import { withRemote } from "./deploy/remote.ts";
import { runSteps, type Step } from "./deploy/run-steps.ts";
import { type Jobs, planUndeploy, type UndeployPlan } from "./undeploy/plan-undeploy.ts";
import { undeployCommands, undeploySteps } from "./undeploy/undeploy-steps.ts";

const input = z.object({
  projectRef: projectRefSchema.optional(),
  keepJobs: z.boolean().default(false),
  restoreJobs: z.boolean().default(false),
});

export const undeploy = defineCommand({
  name: "undeploy",
  summary: "take the product out of the project again",
  description:
    "Shows what it takes out, asks, writes a migration that uninstalls the database part, and removes the function and its configuration from the project; what you have changed stays and is named. The views stay as plain materialized views.",
  arguments: [],
  options: [
    {
      flags: "--project-ref <ref>",
      summary: "push the uninstall there, delete the function and unset its secret",
    },
    { flags: "--keep-jobs", summary: "leave a plain cron job for each view, with the same schedule" },
    { flags: "--restore-jobs", summary: "put back the jobs that were taken over, as they were" },
  ],
  input,
  run,
});

type Given = z.output<typeof input> & Common;

async function run(deps: Deps, given: Given): Promise<Outcome> {
  const jobs = jobsOf(given);
  const rootDir = openProject(
    { cwd: deps.cwd, workdir: given.workdir },
    { dryRun: given.dryRun, progress: deps.progress },
  );
  const plan = planUndeploy({
    assets: deps.assets,
    manifest: readManifest(rootDir),
    own: readOwnMigrations(rootDir),
    migrationNames: listMigrations(rootDir),
    read: (file) => readText(rootDir, file),
    now: deps.now(),
    jobs,
  });
  const target = targetOf(deps, given);
  if (target !== null) await requireSupabase(deps.runSupabase, rootDir);
  if (given.dryRun) return foretell(deps, rootDir, plan, target);

  await askAbout(deps, given, plan);
  const again = againOf("undeploy", {
    "--project-ref": given.projectRef,
    "--keep-jobs": given.keepJobs,
    "--restore-jobs": given.restoreJobs,
    "--workdir": given.workdir,
  });
  const files = filesStep(rootDir, plan);
  if (target === null) {
    const outcome = await runSteps(deps, [files], again);
    return { ...outcome, next: nextOf(readLinkedRef(rootDir)) };
  }
  return withRemote(deps, { rootDir, target, secrets: [] }, async (remote) => {
    const steps = undeploySteps(deps, { rootDir, isConfirmed: given.yes }, remote);
    const outcome = await runSteps(deps, [files, ...steps], again);
    return { ...outcome, next: ["npm uninstall refresh-dashboard"] };
  });
}

/** The files are those of every database and project that the folder is pushed to. */
function nextOf(linkedRef: string | null): string[] {
  const ref = linkedRef ?? "REF";
  return [
    "supabase db push     # the local database",
    `npx refresh-dashboard undeploy --project-ref ${ref}     # a project of the platform: database, function, secret`,
  ];
}

function jobsOf({ keepJobs, restoreJobs }: Given): Jobs {
  if (keepJobs && restoreJobs) {
    throw new CliError("usage", "--keep-jobs and --restore-jobs exclude each other", {
      hint: "refresh-dashboard undeploy --help",
      exitCode: EXIT.usage,
    });
  }
  if (keepJobs) return "keep";
  return restoreJobs ? "restore" : "remove";
}

/** Null where only the files are taken out: a linked project is not reached without its name being given. */
function targetOf({ env }: Deps, { projectRef }: Given): Target | null {
  if (projectRef === undefined) return null;
  return chooseTarget({ projectRef, linkedRef: null, environment: env, envFile: null });
}

async function foretell(
  deps: Deps,
  rootDir: string,
  plan: UndeployPlan,
  target: Target | null,
): Promise<Outcome> {
  const coming = plan.files.flatMap(({ path: file, after }) =>
    after !== null && file.startsWith(MIGRATIONS_DIR) ? [path.posix.basename(file)] : [],
  );
  const migrations = target === null ? null : await foretellMigrations(deps, rootDir, target, coming);
  return {
    done: [...plan.left, ...(migrations?.sentences ?? [])],
    next: [],
    files: plan.files,
    commands: target === null ? [] : undeployCommands(target),
    data: { migrations: migrations?.data ?? null },
  };
}

function filesStep(rootDir: string, plan: UndeployPlan): Step {
  return {
    title: "write the uninstall migration, and take the files out",
    run: async (outcome) => {
      applyPlan(rootDir, plan.files);
      outcome.files.push(...plan.files);
      outcome.done.push(...plan.left);
      if (plan.files.length === 0) outcome.done.push("The files were taken out already.");
    },
  };
}

async function askAbout(deps: Deps, given: Given, plan: UndeployPlan): Promise<void> {
  const lines = [...describePlan(plan.files), ...plan.left];
  if (given.projectRef !== undefined)
    lines.push(
      `in project ${given.projectRef}: the schema dashboard_refresh, its jobs and Vault's values; the function; its secret`,
    );
  if (lines.length === 0) return;
  deps.progress(lines.join("\n"));
  await confirm(deps, given, "Go on?");
}
