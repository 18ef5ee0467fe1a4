// refresh-dashboard deploy: the project's database part and function go to a project of the platform, and are tried.
import { z } from "zod";
import { type Common, defineCommand } from "../command.ts";
import type { Deps } from "../deps.ts";
import { readText } from "../files/read-text.ts";
import { openProject } from "../project/find-project.ts";
import { readLinkedRef } from "../supabase/linked-ref.ts";
import { requireSupabase } from "../supabase/require-supabase.ts";
import type { Outcome } from "../terminal/outcome.ts";
import { againOf } from "./deploy/again.ts";
import { checkProject } from "./deploy/check-project.ts";
import { chooseTarget, describeTarget } from "./deploy/choose-target.ts";
import { deployCommands } from "./deploy/commands.ts";
import { type Deployment, deploySteps } from "./deploy/deploy-steps.ts";
import { foretellMigrations } from "./deploy/foretell-migrations.ts";
import { projectRefSchema } from "./deploy/project-ref.ts";
import { projectUrlSchema } from "./deploy/project-url.ts";
import { withRemote } from "./deploy/remote.ts";
import { requireIgnored } from "./deploy/require-ignored.ts";
import { runSteps } from "./deploy/run-steps.ts";
import { ENV_FILE, findTriggerSecret } from "./deploy/trigger-secret.ts";

const input = z.object({
  projectRef: projectRefSchema.optional(),
  projectUrl: projectUrlSchema.optional(),
});

export const deploy = defineCommand({
  name: "deploy",
  summary: "push the migrations, deploy the function, and try the chain",
  description:
    "Makes the signing secret if there is none, pushes the migrations, sets Vault's values and the function's secret, deploys the function, and runs one refresh from the database through pg_net and the function. Each step can be run again.",
  arguments: [],
  options: [
    { flags: "--project-ref <ref>", summary: "the project; by default the linked one" },
    {
      flags: "--project-url <url>",
      summary: "the project as its database sees it; by default https://REF.supabase.co",
    },
  ],
  input,
  run,
});

async function run(deps: Deps, given: z.output<typeof input> & Common): Promise<Outcome> {
  const deployment = await prepare(deps, given);
  const { target, rootDir, secret } = deployment;
  if (given.dryRun) {
    const migrations = await foretellMigrations(deps, rootDir, target);
    return {
      done: [`To ${describeTarget(target)}.`, ...migrations.sentences],
      next: [],
      files: secret.change === null ? [] : [secret.change],
      commands: deployCommands(target),
      data: { target: describeTarget(target), migrations: migrations.data },
    };
  }
  return withRemote(deps, { rootDir, target, secrets: [secret.value] }, (remote) =>
    runSteps(deps, deploySteps(deps, deployment, remote), deployment.again),
  );
}

/** What is wrong is said before anything is done. */
async function prepare(deps: Deps, given: z.output<typeof input> & Common): Promise<Deployment> {
  const rootDir = openProject(
    { cwd: deps.cwd, workdir: given.workdir },
    { dryRun: given.dryRun, progress: deps.progress },
  );
  checkProject(rootDir, deps.assets);
  const envFile = readText(rootDir, ENV_FILE);
  const target = chooseTarget({
    ...given,
    linkedRef: readLinkedRef(rootDir),
    environment: deps.env,
    envFile,
  });
  const version = await requireSupabase(deps.runSupabase, rootDir);
  deps.progress(`To ${describeTarget(target)}, by the Supabase CLI ${version}.`);
  const secret = findTriggerSecret(deps.env, envFile);
  if (secret.change !== null) requireIgnored(rootDir, secret.change.path);
  const again = againOf("deploy", {
    "--project-ref": given.projectRef,
    "--project-url": given.projectUrl,
    "--workdir": given.workdir,
  });
  return { rootDir, target, secret, isConfirmed: given.yes, again };
}
