// Pushes the project's migrations; those that are not ours are named and asked about before.
import type { Deps } from "../../deps.ts";
import { callSupabase } from "../../supabase/call-supabase.ts";
import { confirm } from "../../terminal/confirm.ts";
import { CliError } from "../../terminal/errors.ts";
import type { Outcome } from "../../terminal/outcome.ts";
import { pushWords } from "./commands.ts";
import { findPending, type Pending } from "./pending-migrations.ts";
import type { Remote } from "./remote.ts";

export interface Push {
  rootDir: string;
  /** What `[db.vault]` of config.toml reads, before what supabase/.env says, which is for `supabase start`. */
  env: Record<string, string>;
  /** --yes. */
  isConfirmed: boolean;
}

export async function pushMigrations(
  deps: Deps,
  { rootDir, env, isConfirmed }: Push,
  remote: Remote,
  outcome: Outcome,
): Promise<void> {
  const pending = await findPending(remote.query, rootDir);
  const all = [...pending.ours, ...pending.others].sort();
  if (all.length === 0) {
    outcome.done.push("All migrations are applied already.");
    return;
  }
  requireOrder(pending);
  if (pending.others.length > 0) {
    deps.progress(
      `Sent along, and not of Refresh Dashboard:\n${pending.others.map((name) => `  ${name}`).join("\n")}`,
    );
    await confirm(deps, { yes: isConfirmed }, "Push them too?");
  }
  const words = pushWords(remote.databaseWord);
  await callSupabase(deps.runSupabase, words, {
    cwd: rootDir,
    env: { ...remote.env, ...env },
    secrets: remote.secrets,
  });
  outcome.commands.push(["supabase", ...words]);
  outcome.done.push(`Pushed: ${all.join(", ")}.`);
}

/** `db push` refuses them as well; here it is known which are whose. */
function requireOrder({ outOfOrder }: Pending): void {
  if (outOfOrder.length === 0) return;
  throw new CliError(
    "migrations_out_of_order",
    "a migration is older than one that the database has already",
    {
      detail: outOfOrder.join("\n"),
      hint: "Give it a newer stamp by renaming the file, or push it with supabase db push --include-all; then run the same command again.",
    },
  );
}
