// The doctor's checks in the order in which they are read.

export const GROUPS = ["platform", "view", "around"] as const;
const CHECK_STATUSES = ["error", "warning", "skipped", "ok"] as const;

export type Check = {
  id: string;
  group: string;
  view: string | null;
  status: string;
  silenced?: unknown;
};

export type Section<C extends Check> = {
  group: string;
  /** Set for checks of a single view. */
  view: string | null;
  /** What somebody should look at, the worst first. */
  found: C[];
  /** What is as it should be, could not be asked, or was silenced. */
  quiet: C[];
};

const rank = ({ status }: Check): number => {
  const at = (CHECK_STATUSES as readonly string[]).indexOf(status);
  return at === -1 ? 1 : at;
};

const isFound = (check: Check): boolean =>
  !check.silenced && check.status !== "ok" && check.status !== "skipped";

/** A section for each group, and within the views' one for each view; those with the worst findings first. */
export function groupChecks<C extends Check>(checks: readonly C[]): Section<C>[] {
  const sections = new Map<string, Section<C>>();
  for (const check of checks) {
    const key = JSON.stringify([check.group, check.view]);
    const section = sections.get(key) ?? { group: check.group, view: check.view, found: [], quiet: [] };
    (isFound(check) ? section.found : section.quiet).push(check);
    sections.set(key, section);
  }
  for (const { found, quiet } of sections.values()) {
    found.sort((one, other) => rank(one) - rank(other));
    quiet.sort((one, other) => Number(!one.silenced) - Number(!other.silenced) || rank(one) - rank(other));
  }
  return [...sections.values()].sort(
    (one, other) => worst(one) - worst(other) || groupRank(one) - groupRank(other),
  );
}

const worst = ({ found }: Section<Check>): number => (found[0] ? rank(found[0]) : CHECK_STATUSES.length);
const groupRank = ({ group }: Section<Check>): number => (GROUPS as readonly string[]).indexOf(group);
