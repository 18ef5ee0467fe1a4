// The embedded stack offers all that tests need: there nothing is left out.
import { expect, it } from "vitest";
import { target } from "../support/stack.ts";
import { NEEDS } from "../support/target.ts";

it("where this process has a stack, the tests run against that, and it offers all that they need", () => {
  const isStack = process.env.STACK_DIR !== undefined || target.offered.has("stack");
  expect(target.offered).toEqual(isStack ? new Set(Object.keys(NEEDS)) : target.offered);
});
