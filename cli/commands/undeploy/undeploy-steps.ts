// Takes the product out of a project of the platform: database first, so that nothing calls the function any more.
import { z } from "zod";
import type { Deps } from "../../deps.ts";
import { callSupabase } from "../../supabase/call-supabase.ts";
import { CliError } from "../../terminal/errors.ts";
import type { Outcome } from "../../terminal/outcome.ts";
import type { Target } from "../deploy/choose-target.ts";
import { FUNCTION_NAME, pushWords, remoteWords } from "../deploy/commands.ts";
import { pushMigrations } from "../deploy/push-migrations.ts";
import type { Remote } from "../deploy/remote.ts";
import type { Step } from "../deploy/run-steps.ts";
import { SECRET_NAME } from "../deploy/trigger-secret.ts";

export const deleteWords = (remote: string) => ["functions", "delete", FUNCTION_NAME, remote, "--yes"];
export const unsetWords = (remote: string) => ["secrets", "unset", SECRET_NAME, remote, "--yes"];

/** In their order, as the user would call them. */
export function undeployCommands(target: Target): string[][] {
  const { project, database } = remoteWords(target);
  return [pushWords(database), deleteWords(project), unsetWords(project)].map((words) => [
    "supabase",
    ...words,
  ]);
}

export function undeploySteps(
  deps: Deps,
  { rootDir, isConfirmed }: { rootDir: string; isConfirmed: boolean },
  remote: Remote,
): Step[] {
  return [
    {
      title: "push the uninstall migration",
      run: (outcome) => pushMigrations(deps, { rootDir, isConfirmed, env: {} }, remote, outcome),
    },
    { title: `delete the function ${FUNCTION_NAME}`, run: deleteFunction },
    { title: "unset the function's secret", run: unsetSecret },
  ];

  async function deleteFunction(outcome: Outcome): Promise<void> {
    const names = await list(["functions", "list"], z.array(z.object({ slug: z.string() })));
    if (!names.some(({ slug }) => slug === FUNCTION_NAME)) {
      outcome.done.push(`There is no function ${FUNCTION_NAME} any more.`);
      return;
    }
    await call(deleteWords(remote.word), outcome);
    outcome.done.push(`The function ${FUNCTION_NAME} is deleted.`);
  }

  async function unsetSecret(outcome: Outcome): Promise<void> {
    const names = await list(["secrets", "list"], z.array(z.object({ name: z.string() })));
    if (!names.some(({ name }) => name === SECRET_NAME)) {
      outcome.done.push(`There is no secret ${SECRET_NAME} any more.`);
      return;
    }
    await call(unsetWords(remote.word), outcome);
    outcome.done.push(`The secret ${SECRET_NAME} is unset.`);
  }

  async function call(words: string[], outcome: Outcome): Promise<void> {
    await callSupabase(deps.runSupabase, words, { cwd: rootDir, secrets: remote.secrets });
    outcome.commands.push(["supabase", ...words]);
  }

  async function list<Rows>(words: string[], schema: z.ZodType<Rows>): Promise<Rows> {
    const { stdout } = await callSupabase(deps.runSupabase, [...words, remote.word, "--output", "json"], {
      cwd: rootDir,
      secrets: remote.secrets,
    });
    try {
      return schema.parse(JSON.parse(stdout));
    } catch (cause) {
      throw new CliError(
        "supabase_cli_failed",
        `supabase ${words.join(" ")} wrote nothing that can be read`,
        {
          hint: "Install the newest Supabase CLI in the project: npm install --save-dev supabase@latest",
          cause,
        },
      );
    }
  }
}
