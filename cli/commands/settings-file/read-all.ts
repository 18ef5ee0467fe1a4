// The settings of every managed view as they are.
import type { Settings } from "../../../supabase/functions/refresh-dashboard/contract/requests.ts";
import type { Backend } from "../../connection/backend.ts";
import { readOverview } from "../../connection/read-overview.ts";
import { settingsToKeep } from "./settings-file.ts";

export interface CurrentView {
  view: string;
  /** That differ from the default, and the schedule. */
  kept: Settings;
  etag: string | null;
}

export async function readAll(backend: Backend): Promise<CurrentView[]> {
  const { data: definitions } = await backend.call("settingDefinitions", {});
  const { views } = await readOverview(backend);
  const names = views.map(({ view }) => view).sort();
  const all: CurrentView[] = [];
  for (const view of names) {
    const { data, etag } = await backend.call("settings", { view });
    all.push({ view, kept: settingsToKeep(data.settings, definitions.settings), etag });
  }
  return all;
}
