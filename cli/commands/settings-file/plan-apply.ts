// What a file of settings would change. Each change is tried first, by the database's own dry run: it reads `10 minutes` as
// it is meant, and refuses what cannot be.
import type { Settings } from "../../../supabase/functions/refresh-dashboard/contract/requests.ts";
import type { Backend } from "../../connection/backend.ts";
import { CliError } from "../../terminal/errors.ts";
import { describeDifference } from "../settings/show-change.ts";
import type { CurrentView } from "./read-all.ts";
import { patchTo, type SettingsFile } from "./settings-file.ts";

export interface PlannedView {
  view: string;
  isNew: boolean;
  patch: Settings;
  /** The settings must be those that were looked at. */
  etag: string | null;
  /** A line a setting; empty where nothing would change. */
  difference: string[];
}

export interface ApplyPlan {
  views: PlannedView[];
  /** Managed, and not in the file. */
  leftAlone: string[];
}

export async function planApply(
  backend: Backend,
  file: SettingsFile,
  current: CurrentView[],
): Promise<ApplyPlan> {
  const views: PlannedView[] = [];
  for (const [view, wanted] of Object.entries(file.views)) {
    const known = current.find((each) => each.view === view);
    views.push(
      known === undefined ? await planNew(backend, view, wanted) : await planKnown(backend, known, wanted),
    );
  }
  const named = Object.keys(file.views);
  return { views, leftAlone: current.map(({ view }) => view).filter((view) => !named.includes(view)) };
}

async function planNew(backend: Backend, view: string, patch: Settings): Promise<PlannedView> {
  if (backend.manage === null) {
    throw new CliError("only_over_sql", `${view} is not managed yet, and can be registered over SQL alone`, {
      hint: `The same command with --sql; or npx refresh-dashboard manage ${view}`,
    });
  }
  await backend.manage(view, patch, true);
  return { view, isNew: true, patch, etag: null, difference: [] };
}

async function planKnown(backend: Backend, known: CurrentView, wanted: Settings): Promise<PlannedView> {
  const { view, kept, etag } = known;
  const patch = patchTo(wanted, kept);
  if (Object.keys(patch).length === 0) return { view, isNew: false, patch, etag, difference: [] };
  const { data } = await backend.call("preview", { ...patch, view }, { ifMatch: etag ?? undefined });
  return { view, isNew: false, patch, etag, difference: describeDifference(data.before, data.after) };
}
