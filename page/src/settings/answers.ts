// What the settings form reads of the answers (docs/contract.md).

import type { StatusProblem } from "../api/answers.ts";
import type { Values } from "../view/changes.ts";
import type { Setting } from "./form.ts";

export type SettingsList = { settings: Setting[] };
export type ViewSettings = { view: string; revision: number; settings: Values };

export type Schedule = {
  schedule: string;
  time_zone: string | null;
  firings: string[];
  longest_pause_seconds: number | null;
};

/** What a patch would do, as `PATCH /reconfigure?dry_run=true` answers. */
export type Preview = {
  view: string;
  before: Values;
  after: Values;
  revision: number;
  schedule: Schedule | null;
  promise: {
    max_staleness_seconds: number;
    reachable: boolean | null;
    reason: string | null;
    suggested_schedule: string | null;
  };
  changes: string[];
  problems: StatusProblem[];
};

export type Saved = { view: string; before: Values; after: Values; revision?: number };
