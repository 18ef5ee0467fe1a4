// The target as a project whose callers can be made, where it has a key that signs tokens.
import { sign } from "hono/jwt";
import { readConfig } from "../../../stack/index.ts";
import { type Door, doorOf } from "../../support/raw-http.ts";
import { env, target } from "../../support/stack.ts";
import type { Project } from "./callers.ts";

export const FUNCTION_URL = `${env.FUNCTIONS_URL}/refresh-dashboard`;

/** Where bytes get in: the gateway, and on the stack the function itself. */
export const DOORS: readonly (Door & { door: string })[] = [
  { door: "the gateway", ...doorOf(FUNCTION_URL) },
  ...(target.offered.has("stack")
    ? [
        {
          door: "the function",
          ...doorOf(`http://127.0.0.1:${readConfig().ports.functions}/refresh-dashboard`),
        },
      ]
    : []),
];

export const stackProject: Project = {
  secretKey: env.SUPABASE_SECRET_KEY,
  publishableKey: env.SUPABASE_PUBLISHABLE_KEY,
  token: (claims, forged = false) => {
    const key = forged ? "f".repeat(43) : env.SUPABASE_JWT_SECRET;
    const jwk = {
      kty: "oct",
      alg: "HS256",
      kid: env.SUPABASE_JWT_KEY_ID,
      k: Buffer.from(key).toString("base64url"),
    };
    const now = Math.floor(Date.now() / 1000);
    return sign({ iat: now, exp: now + 3600, ...claims }, jwk, "HS256");
  },
};
