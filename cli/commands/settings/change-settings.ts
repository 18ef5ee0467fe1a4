// Changes settings of a view, or shows what that would make.
import type { Settings } from "../../../supabase/functions/refresh-dashboard/contract/requests.ts";
import type { Backend } from "../../connection/backend.ts";
import type { Json, Outcome } from "../../terminal/outcome.ts";
import { describePreview, describeReconfigured } from "./show-change.ts";

/** A patch as the contract has it: the view is a member beside the settings, and is left out where one is managed. */
export const patchOf = (view: string | undefined, settings: Settings): Settings & { view?: string } => ({
  ...settings,
  ...(view === undefined ? {} : { view }),
});

export async function changeSettings(
  backend: Backend,
  { view, settings, dryRun }: { view: string | undefined; settings: Settings; dryRun: boolean },
): Promise<Partial<Outcome>> {
  const patch = patchOf(view, settings);
  if (dryRun) {
    const { data } = await backend.call("preview", patch);
    return { done: describePreview(data), data: data as Json };
  }
  const { data } = await backend.call("reconfigure", patch);
  return { done: describeReconfigured(data), data: data as Json };
}
