// refresh-dashboard undeploy: takes out what init, upgrade and deploy have put in.
import { z } from "zod";
import { type Common, defineCommand } from "../command.ts";
import type { Deps } from "../deps.ts";
import { applyPlan } from "../files/apply-plan.ts";
import { describePlan } from "../files/plan.ts";
import { readText } from "../files/read-text.ts";
import { readManifest } from "../manifest/manifest.ts";
import { openProject } from "../project/find-project.ts";
import { listMigrations, readOwnMigrations } from "../project/own-migrations.ts";
import { requireSupabase } from "../supabase/require-supabase.ts";
import { confirm } from "../terminal/confirm.ts";
import { hearInterrupts } from "../terminal/hear-interrupts.ts";
import type { Outcome } from "../terminal/outcome.ts";
import { chooseTarget } from "./deploy/choose-target.ts";
import { projectRefSchema } from "./deploy/project-ref.ts";
import { withRemote } from "./deploy/remote.ts";
import { runSteps, type Step } from "./deploy/run-steps.ts";
import { planUndeploy, type UndeployPlan } from "./undeploy/plan-undeploy.ts";
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

async function run(deps: Deps, given: z.output<typeof input> & Common): Promise<Outcome> {
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
    jobs: given.keepJobs ? "keep" : given.restoreJobs ? "restore" : "remove",
  });
  const remote = given.projectRef === undefined ? "" : `--remote=${given.projectRef}`;
  if (given.dryRun)
    return { done: plan.left, next: [], files: plan.files, commands: undeployCommands(remote) };
  await askAbout(deps, given, plan);
  const files: Step = {
    title: "write the uninstall migration, and take the files out",
    run: async (outcome) => {
      await hearInterrupts(deps.signal);
      applyPlan(rootDir, plan.files);
      outcome.files.push(...plan.files);
      outcome.done.push(...plan.left);
      if (plan.files.length === 0) outcome.done.push("The files were taken out already.");
    },
  };
  const again = ["refresh-dashboard undeploy", given.projectRef && `--project-ref ${given.projectRef}`]
    .filter((word) => word)
    .join(" ");
  if (given.projectRef === undefined) {
    const outcome = await runSteps(deps, [files], again);
    return { ...outcome, next: undeployCommands("").map((words) => words.join(" ")) };
  }
  await requireSupabase(deps.runSupabase, rootDir);
  const target = chooseTarget({
    projectRef: given.projectRef,
    linkedRef: null,
    environment: deps.env,
    envFile: null,
  });
  return withRemote(deps, { rootDir, target, secrets: [] }, async (to) => {
    const steps = undeploySteps(deps, { rootDir, isConfirmed: given.yes }, to);
    const outcome = await runSteps(deps, [files, ...steps], again);
    return { ...outcome, next: ["npm uninstall refresh-dashboard"] };
  });
}

async function askAbout(deps: Deps, given: Common & { projectRef?: string | undefined }, plan: UndeployPlan) {
  const lines = [...describePlan(plan.files), ...plan.left];
  if (given.projectRef !== undefined)
    lines.push(
      `in project ${given.projectRef}: the schema dashboard_refresh, its jobs and Vault's values; the function; its secret`,
    );
  if (lines.length === 0) return;
  deps.progress(lines.join("\n"));
  await confirm(deps, given, "Go on?");
}
