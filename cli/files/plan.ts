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

export function describeChange({ path, before, after }: FileChange): string {
  if (before === null) return `create ${path}`;
  return after === null ? `remove ${path}` : `change ${path}`;
}

/** Without what is as it should be already. */
export function onlyChanges(plan: FileChange[]): FileChange[] {
  return plan.filter(({ before, after }) => before !== after);
}
