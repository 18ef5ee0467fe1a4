// Pausing and resuming: one setting, of one view or of all, with who is asked before what reaches further than one.
import type { Settings } from "../../../supabase/functions/refresh-dashboard/contract/requests.ts";
import type { Backend } from "../../connection/backend.ts";
import { readOverview } from "../../connection/read-overview.ts";
import type { Deps } from "../../deps.ts";
import { confirm } from "../../terminal/confirm.ts";
import { CliError, EXIT } from "../../terminal/errors.ts";
import type { Json, Outcome } from "../../terminal/outcome.ts";
import { patchOf } from "../settings/change-settings.ts";

export interface Change {
  view?: string | undefined;
  all: boolean;
  settings: Settings;
  /** Such as `paused`. */
  word: string;
  dryRun: boolean;
  yes: boolean;
}

export async function changeActive(backend: Backend, change: Change, deps: Deps): Promise<Partial<Outcome>> {
  const { view, all, settings, word, dryRun } = change;
  if (all && view !== undefined)
    throw new CliError("usage", "--all goes with no view", { exitCode: EXIT.usage });
  if (!all) return changeOne(backend, change);
  const names = (await readOverview(backend)).views.map((each) => each.view);
  if (dryRun)
    return { done: names.map((name) => `${name} would be ${word}`), data: { views: names, settings } };
  await confirm(deps, change, `All ${names.length} views will be ${word}: ${names.join(", ")}. Go on?`);
  const { data } = await backend.call("reconfigureAll", settings);
  return { done: data.views.map((each) => `${each.view} is ${word}`), data: data as Json };
}

async function changeOne(
  backend: Backend,
  { view, settings, word, dryRun }: Change,
): Promise<Partial<Outcome>> {
  const patch = patchOf(view, settings);
  if (dryRun) {
    const { data } = await backend.call("preview", patch);
    return { done: [`${data.view} would be ${word}`], data: data as Json };
  }
  const { data } = await backend.call("reconfigure", patch);
  return { done: [`${data.view} is ${word}`], data: data as Json };
}
