// Which of two releases is the newer.

/** Below 0 where `left` is the older, above 0 where it is the newer. */
export function compareVersions(left: string, right: string): number {
  const numbers = (version: string) => version.split(".").map(Number);
  const [one, other] = [numbers(left), numbers(right)];
  const differing = one.findIndex((number, index) => number !== other[index]);
  return differing === -1 ? 0 : (one[differing] ?? 0) - (other[differing] ?? 0);
}
