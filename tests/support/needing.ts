// describe and it for tests that need more of a target than every one offers: they are skipped there, and their names say why.
import { describe, it } from "vitest";
import { target } from "./stack.ts";
import { type Need, reasonToSkip } from "./target.ts";

type Test = typeof it | typeof describe;

/** `describe`, or one that skips all that is in it. */
export const describeNeeding = (...needs: Need[]): typeof describe => skippingUnless(describe, needs);

/** `it`, or one that skips. */
export const itNeeding = (...needs: Need[]): typeof it => skippingUnless(it, needs);

function skippingUnless<T extends Test>(test: T, needs: readonly Need[]): T {
  const reason = reasonToSkip(target.offered, needs);
  if (reason === null) return test;
  const { skip } = test as unknown as { skip: Skip };
  const skipping = (name: unknown, ...rest: unknown[]) => skip(`${name} ${reason}`, ...rest);
  skipping.each =
    (cases: unknown) =>
    (name: string, ...rest: unknown[]) =>
      skip.each(cases)(`${name} ${reason}`, ...rest);
  return skipping as unknown as T;
}

type Skip = ((name: string, ...rest: unknown[]) => unknown) & {
  each: (cases: unknown) => (name: string, ...rest: unknown[]) => unknown;
};
