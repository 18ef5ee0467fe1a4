// Who is calling: a holder of one of the project's secret keys, or a user signed in with Supabase Auth.
// Keys are compared and tokens verified by @supabase/server; what a caller may do is decided here.

import { verifyAuth } from "@supabase/server/core";
import * as z from "zod/mini";
import { Problem } from "../request/problem.ts";
import type { SupabaseEnvironment } from "../runtime/env.ts";
import type { Caller } from "./require-role.ts";

export type Authenticate = (request: Request) => Promise<Caller>;

// app_metadata can be written by the project's administrators alone; user_metadata by the user, hence never read.
const AppMetadata = z.looseObject({ refresh_dashboard: z.enum(["operator", "viewer"]) });

/**
 * Makes the authenticator.
 *
 * @param supabase the project's keys; null makes every call fail with `misconfigured`.
 * @returns a function that throws a `Problem`: `credentials_missing`, `credentials_invalid`, or `misconfigured` and
 *   `database_unavailable` when the fault is not the caller's.
 */
export function createAuthenticate(supabase: SupabaseEnvironment | null): Authenticate {
  return async (request) => {
    if (!supabase)
      throw misconfigured(new Error("SUPABASE_URL or the SUPABASE_*_KEYS are missing or malformed"));
    const { data, error } = await verifyAuth(request, { auth: ["secret:*", "user"], env: supabase });
    if (error) throw describeAuthError(error);
    if (data.authMode === "secret") return { role: "secret", name: `secret key (${data.keyName})` };
    const { id = "", email, appMetadata } = data.userClaims ?? {};
    const metadata = AppMetadata.safeParse(appMetadata);
    return {
      role: metadata.success ? metadata.data.refresh_dashboard : null,
      name: email ? `${email} (${id})` : id,
    };
  };
}

function describeAuthError(error: { code: string; message: string }): Problem {
  switch (error.code) {
    case "MISSING_CREDENTIALS":
      return new Problem("credentials_missing", "This call needs a secret key or a signed-in user.", {
        hint: "Send a secret key in the apikey header, or a user's access token as Authorization: Bearer.",
      });
    case "MISSING_SUPABASE_URL":
    case "NO_KEYS_CONFIGURED":
    case "JWKS_NOT_CONFIGURED":
      return misconfigured(error);
    case "JWKS_FETCH_FAILED":
      return new Problem("database_unavailable", "The project's sign-in keys cannot be fetched.", {
        hint: "Try again shortly, or use a secret key.",
        cause: error,
      });
    default:
      return new Problem("credentials_invalid", "The key or the access token does not verify.", {
        hint: "A secret key (sb_secret_…) belongs in the apikey header alone; an access token expires and is then renewed by signing in.",
      });
  }
}

function misconfigured(cause: unknown): Problem {
  return new Problem("misconfigured", "The function cannot check credentials.", {
    hint: "The function's log says what is missing.",
    cause,
  });
}
