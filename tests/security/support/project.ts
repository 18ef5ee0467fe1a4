// The running stack as a project whose callers can be made.
import { sign } from "hono/jwt";
import { z } from "zod";
import { env } from "../../support/stack.ts";
import type { Project } from "./callers.ts";

const signer = z
  .object({ SUPABASE_JWT_SECRET: z.string(), SUPABASE_JWT_KEY_ID: z.string() })
  .parse(process.env, { error: () => "these tests need the signer's secret: stack env --all" });

export const FUNCTION_URL = `${env.FUNCTIONS_URL}/refresh-dashboard`;

export const stackProject: Project = {
  secretKey: env.SUPABASE_SECRET_KEY,
  publishableKey: env.SUPABASE_PUBLISHABLE_KEY,
  token: (claims, forged = false) => {
    const key = forged ? "f".repeat(43) : signer.SUPABASE_JWT_SECRET;
    const jwk = {
      kty: "oct",
      alg: "HS256",
      kid: signer.SUPABASE_JWT_KEY_ID,
      k: Buffer.from(key).toString("base64url"),
    };
    const now = Math.floor(Date.now() / 1000);
    return sign({ iat: now, exp: now + 3600, ...claims }, jwk, "HS256");
  },
};
