// What a command changes in a project's files, before anything is written.

export interface FileChange {
  /** Below the project's folder, with slashes. */
  path: string;
  /** What it was read as; null where it is not there. */
  before: string | null;
  /** Null takes it away. */
  after: string | null;
  /** Its permissions, where the default will not do: 0o600 for what holds a secret. */
  mode?: number;
}

const WORDS = { create: "created", change: "changed", remove: "removed" } as const;

export type Action = keyof typeof WORDS;

export function actionOf({ before, after }: FileChange): Action {
  if (before === null) return "create";
  return after === null ? "remove" : "change";
}

/** One line a file: what would be done. */
export function describePlan(plan: FileChange[]): string[] {
  return plan.map((change) => `would ${actionOf(change)} ${change.path}`);
}

/** What was done; many files of a folder are one line. */
export function describeDone(plan: FileChange[]): string[] {
  const groups = new Map<string, FileChange[]>();
  for (const change of plan) {
    const key = `${WORDS[actionOf(change)]} ${change.path.split("/").slice(0, GROUP_DEPTH).join("/")}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups].flatMap(([key, changes]) =>
    changes.length > MOST_LINES
      ? [`${key}/ (${changes.length} files)`]
      : changes.map((change) => `${WORDS[actionOf(change)]} ${change.path}`),
  );
}

/** supabase/functions/refresh-dashboard */
const GROUP_DEPTH = 3;
const MOST_LINES = 5;

/** Without what is as it should be already. */
export function onlyChanges(plan: FileChange[]): FileChange[] {
  return plan.filter(({ before, after }) => before !== after);
}
