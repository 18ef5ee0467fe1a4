// The state of the form: what the settings are, what was entered, what a dry run said, and whether somebody else was faster.

import { batch, computed, signal } from "@preact/signals";
import type { RefreshDashboardError } from "../../../client/error.ts";
import { call } from "../api/call.ts";
import { compareSettings } from "../view/changes.ts";
import type { Preview, Saved, SettingsList, ViewSettings } from "./answers.ts";
import { type Entry, makeFields, makePatch, type Setting } from "./form.ts";

type Known = { list: Setting[]; settings: ViewSettings; etag: string | null };

/** Makes the state of one form. */
export function makeSettingsForm(view: string, onSaved: () => Promise<void>) {
  const known = signal<Known | null>(null);
  const entries = signal<Readonly<Record<string, Entry>>>({});
  const preview = signal<Preview | null>(null);
  const error = signal<RefreshDashboardError | null>(null);
  const doing = signal<"loading" | "trying" | "saving" | null>(null);
  /** Names of settings that somebody else has changed; null where nobody has. */
  const theirs = signal<string[] | null>(null);
  const saved = signal<number | null>(null);
  const fields = computed(() =>
    known.value ? makeFields(known.value.list, known.value.settings.settings) : [],
  );
  const made = computed(() => makePatch(fields.value, entries.value));

  async function load(): Promise<void> {
    const before = known.value;
    doing.value = "loading";
    const [list, settings] = await Promise.all([
      before ? null : call<SettingsList>("knownSettings"),
      call<ViewSettings>("settings", { view }),
    ]);
    batch(() => {
      doing.value = null;
      error.value = list?.error ?? settings.error;
      if (error.value || !settings.data) return;
      known.value = {
        list: list?.data?.settings ?? before?.list ?? [],
        settings: settings.data,
        etag: settings.etag,
      };
      if (before)
        theirs.value = compareSettings({
          action: "reconfigure",
          before: before.settings.settings,
          after: settings.data.settings,
        }).map(({ name }) => name);
    });
  }

  /** Anything entered makes what the dry run said worthless. */
  function enter(name: string, entry: Entry): void {
    batch(() => {
      entries.value = { ...entries.value, [name]: entry };
      preview.value = null;
      saved.value = null;
      if (error.value?.code !== "precondition_failed") error.value = null;
    });
  }

  function undo(): void {
    batch(() => {
      entries.value = {};
      preview.value = null;
      error.value = null;
      theirs.value = null;
    });
  }

  const send = <Answer>(dryRun: boolean) => {
    const etag = known.value?.etag ?? null;
    const options = {
      ...(etag === null ? {} : { ifMatch: etag }),
      ...(dryRun ? { query: { dry_run: true } } : {}),
    };
    return call<Answer>("reconfigure", { view, ...made.value.patch }, options);
  };

  async function tryOut(): Promise<void> {
    if (doing.value !== null) return;
    doing.value = "trying";
    const sent = entries.value;
    const result = await send<Preview>(true);
    batch(() => {
      doing.value = null;
      // What was entered meanwhile is not what was tried.
      if (entries.value !== sent) return;
      error.value = result.error;
      preview.value = result.data;
    });
  }

  async function save(): Promise<void> {
    if (doing.value !== null) return;
    doing.value = "saving";
    const result = await send<Saved>(false);
    batch(() => {
      doing.value = null;
      error.value = result.error;
      preview.value = null;
      if (!result.data || !known.value) return;
      const revision = result.data.revision ?? known.value.settings.revision + 1;
      known.value = {
        ...known.value,
        settings: { view, revision, settings: result.data.after },
        etag: result.etag,
      };
      entries.value = {};
      theirs.value = null;
      saved.value = revision;
    });
    if (result.data) await onSaved();
  }

  return {
    known,
    entries,
    preview,
    error,
    doing,
    theirs,
    saved,
    fields,
    made,
    load,
    enter,
    undo,
    tryOut,
    save,
  };
}

export type SettingsFormState = ReturnType<typeof makeSettingsForm>;
