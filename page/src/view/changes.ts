// What a change of settings changed.

export type Values = Readonly<Record<string, unknown>>;

export type Difference = { name: string; before: unknown; after: unknown };

/** A row of the audit, as `GET /changes` gives it. */
export type Change = {
  action: string;
  before: Values | null;
  after: Values | null;
};

/**
 * What differs between the settings before and after a change, in their order. Of a view that was not managed before, all
 * that was set; of one that no longer is, nothing: its settings went with it.
 */
export function compareSettings({ action, before, after }: Change): Difference[] {
  if (action === "adopt" || after === null) return [];
  // Before a view was registered there may have been a job that was taken over, which has no settings.
  const old = before !== null && "taken_over" in before ? {} : (before ?? {});
  const names = [...new Set([...Object.keys(after), ...Object.keys(old)])];
  return names
    .filter((name) => JSON.stringify(after[name] ?? null) !== JSON.stringify(old[name] ?? null))
    .map((name) => ({ name, before: old[name] ?? null, after: after[name] ?? null }));
}
