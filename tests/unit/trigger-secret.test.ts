// Which signing secrets are used: of 24 to 64 bytes, as Standard Webhooks asks.
import { expect, it } from "vitest";
import { usableTriggerSecret } from "../../supabase/functions/refresh-dashboard/runtime/trigger-secret.ts";

it.each([
  [23, false],
  [24, true],
  [64, true],
  [65, false],
])("a secret of %i bytes is usable: %s", (bytes, usable) => {
  expect(usableTriggerSecret(`whsec_${Buffer.alloc(bytes, 1).toString("base64")}`)).toBe(usable);
});
