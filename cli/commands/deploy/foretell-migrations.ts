// What `supabase db push` would apply, for --dry-run: the database is asked, and nothing is changed.
import type { Deps } from "../../deps.ts";
import { CliError, EXIT } from "../../terminal/errors.ts";
import type { Json } from "../../terminal/outcome.ts";
import type { Target } from "./choose-target.ts";
import { findPending, type Pending } from "./pending-migrations.ts";
import { withRemote } from "./remote.ts";

export interface Foretold {
  sentences: string[];
  /** Null where it could not be told. */
  data: Json;
}

/** `coming` are names of migrations that a command is about to write. */
export async function foretellMigrations(
  deps: Deps,
  rootDir: string,
  target: Target,
  coming: string[] = [],
): Promise<Foretold> {
  try {
    const pending = await withRemote(deps, { rootDir, target, secrets: [] }, ({ query }) =>
      findPending(query, rootDir),
    );
    return describe({ ...pending, ours: [...pending.ours, ...coming] });
  } catch (error) {
    deps.signal.throwIfAborted();
    if (!(error instanceof CliError) || error.exitCode === EXIT.usage) throw error;
    // The rest of what is foretold holds all the same.
    return { sentences: [`Which migrations would be pushed cannot be told: ${error.message}.`], data: null };
  }
}

function describe({ ours, others, outOfOrder }: Pending): Foretold {
  const all = [...ours, ...others].sort();
  const sentences = [
    all.length === 0 ? "All migrations are applied already." : `Would push: ${all.join(", ")}.`,
    ...(others.length === 0 ? [] : [`Not of Refresh Dashboard among them: ${others.join(", ")}.`]),
    ...(outOfOrder.length === 0
      ? []
      : [`Would be refused, as the database has a newer one already: ${outOfOrder.join(", ")}.`]),
  ];
  return { sentences, data: { ours, others, out_of_order: outOfOrder } };
}
