// Whether a caller who is known may make a call. Apart from how callers become known, which needs packages: the handlers work
// without any.

import type { Role } from "../contract/endpoints.ts";
import { Problem } from "../request/problem.ts";

export type Caller = {
  /** null for a user to whom no role was given. */
  role: Role | null;
  /** For the audit: the key's name, or the user's address and id. */
  name: string;
};

/**
 * Lets a caller pass who has one of the roles.
 *
 * @throws Problem `forbidden`.
 */
export function requireRole(caller: Caller, allowed: readonly Role[]): void {
  if (caller.role && allowed.includes(caller.role)) return;
  const names = { secret: "a secret key", operator: "an operator", viewer: "a viewer" };
  throw new Problem("forbidden", `This call needs ${allowed.map((role) => names[role]).join(", or ")}.`, {
    hint: allowed.includes("operator")
      ? 'An administrator gives a user the role: app_metadata {"refresh_dashboard": "operator"} or "viewer"; then the user signs in again.'
      : "Send a secret key in the apikey header.",
  });
}
