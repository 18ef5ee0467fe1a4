// The steps of a deploy. Each can be run again, and does nothing where its work is done.
import type { Deps } from "../../deps.ts";
import { applyPlan } from "../../files/apply-plan.ts";
import { callSupabase } from "../../supabase/call-supabase.ts";
import { withPrivateFile } from "../../supabase/private-file.ts";
import type { Outcome } from "../../terminal/outcome.ts";
import { describeLeg, tryChain } from "./chain.ts";
import type { Target } from "./choose-target.ts";
import { FUNCTION_NAME, functionWords, secretsWords } from "./commands.ts";
import { pushMigrations } from "./push-migrations.ts";
import type { Remote } from "./remote.ts";
import type { Step } from "./run-steps.ts";
import { ENV_FILE, SECRET_NAME, type TriggerSecret } from "./trigger-secret.ts";
import { ensureVault } from "./vault.ts";

export interface Deployment {
  rootDir: string;
  target: Target;
  secret: TriggerSecret;
  /** --yes. */
  isConfirmed: boolean;
  /** The command that goes on after a failure. */
  again: string;
}

export function deploySteps(deps: Deps, deployment: Deployment, remote: Remote): Step[] {
  const { rootDir, target, secret } = deployment;
  const isPlatform = target.kind === "platform";
  return [
    { title: `make the signing secret, in ${ENV_FILE}, if there is none`, run: makeSecret },
    { title: "push the migrations", run: push },
    { title: "set the project's URL and the signing secret in Vault", run: setVault },
    ...(isPlatform
      ? [
          { title: "set the signing secret of the function", run: setSecret },
          { title: `deploy the function ${FUNCTION_NAME}`, run: deployFunction },
        ]
      : []),
    { title: "try the chain: database, pg_net, function, database", run: checkChain },
  ];

  async function makeSecret(outcome: Outcome): Promise<void> {
    if (secret.change === null) {
      outcome.done.push(`The signing secret is that of ${secret.source}.`);
      return;
    }
    applyPlan(rootDir, [secret.change]);
    outcome.files.push(secret.change);
    outcome.done.push(`A signing secret was made: ${SECRET_NAME} in ${ENV_FILE}.`);
  }

  async function push(outcome: Outcome): Promise<void> {
    const env = { REFRESH_DASHBOARD_PROJECT_URL: target.projectUrl, [SECRET_NAME]: secret.value };
    await pushMigrations(deps, { rootDir, env, isConfirmed: deployment.isConfirmed }, remote, outcome);
  }

  async function setVault(outcome: Outcome): Promise<void> {
    const wanted = { project_url: target.projectUrl, refresh_dashboard_trigger_secret: secret.value };
    const set = await ensureVault(remote.query, wanted);
    outcome.done.push(set.length === 0 ? "Vault has the right values." : `Set in Vault: ${set.join(", ")}.`);
    if (isPlatform) return;
    outcome.done.push(
      `Left out, as there is no project of the platform: the function's secret ${SECRET_NAME} and the function ${FUNCTION_NAME}. Both are up to whoever runs the server's functions.`,
    );
  }

  async function setSecret(outcome: Outcome): Promise<void> {
    await withPrivateFile("function.env", `${SECRET_NAME}="${secret.value}"\n`, async (file) => {
      const words = secretsWords(remote.word, file);
      await callSupabase(deps.runSupabase, words, { cwd: rootDir, secrets: remote.secrets });
      outcome.commands.push(["supabase", ...words]);
    });
    outcome.done.push(`The function's secret ${SECRET_NAME} is set.`);
  }

  async function deployFunction(outcome: Outcome): Promise<void> {
    const words = functionWords(remote.word);
    await callSupabase(deps.runSupabase, words, { cwd: rootDir, secrets: remote.secrets });
    outcome.commands.push(["supabase", ...words]);
    outcome.done.push(`The function ${FUNCTION_NAME} is deployed.`);
  }

  async function checkChain(outcome: Outcome): Promise<void> {
    const chain = await tryChain(remote.query, deps.signal);
    if (chain === null) {
      outcome.done.push("No view is managed yet, so the chain was not tried.");
      outcome.next.push("npx refresh-dashboard manage VIEW", deployment.again);
      return;
    }
    outcome.done.push(
      `The chain works: ${chain.view} was refreshed through it.`,
      ...chain.legs.map(describeLeg),
    );
    outcome.next.push(
      `select dashboard_refresh.status('${chain.view.replaceAll("'", "''")}'); tells how it goes on`,
    );
    outcome.data = { chain: { ...chain, legs: chain.legs.map((leg) => ({ ...leg })) } };
  }
}
