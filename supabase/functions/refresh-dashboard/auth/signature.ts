// What a signature is held to, apart from the library that verifies it: the handlers work without it.

import { Problem } from "../request/problem.ts";

/** Seconds a timestamp may differ from our clock. The library's own limit, repeated so that "old" and "wrong" differ. */
export const TOLERANCE_SECONDS = 300;

/** The one answer to every signature that does not verify: which part was wrong is not the caller's business. */
export function invalidSignature(): Problem {
  return new Problem("signature_invalid", "The signature does not belong to this request.", {
    hint: "The secret in Vault (refresh_dashboard_trigger_secret) and the function's REFRESH_DASHBOARD_TRIGGER_SECRET must be the same.",
  });
}
