// Keys and signatures for the tests: real ones, made anew for each file, so that what is verified is really verified.
import { Webhook } from "standardwebhooks";
import type { SupabaseEnvironment } from "../../../supabase/functions/refresh-dashboard/runtime/env.ts";

export const SECRET_KEY = "sb_secret_default_0123456789";
export const NAMED_SECRET_KEY = "sb_secret_ops_0123456789";
export const PUBLISHABLE_KEY = "sb_publishable_0123456789";
export const TRIGGER_SECRET = `whsec_${Buffer.alloc(32, "old").toString("base64")}`;
export const NEXT_TRIGGER_SECRET = `whsec_${Buffer.alloc(32, "new").toString("base64")}`;
export const FOREIGN_SECRET = `whsec_${Buffer.alloc(32, "foreign").toString("base64")}`;

/** Opens GET /metrics alone. */
export const SCRAPE_TOKEN = "scrape-0123456789-0123456789";

const KEY_ID = "key-1";
const ES256 = { name: "ECDSA", namedCurve: "P-256" };
const realKey = await crypto.subtle.generateKey(ES256, true, ["sign", "verify"]);
const forgersKey = await crypto.subtle.generateKey(ES256, true, ["sign", "verify"]);
const publicJwk = await crypto.subtle.exportKey("jwk", realKey.publicKey);

/** The project as the function sees it: two secret keys, a publishable one, one key for sign-ins. */
export const project: SupabaseEnvironment = {
  url: "http://project.test",
  publishableKeys: { default: PUBLISHABLE_KEY },
  secretKeys: { default: SECRET_KEY, ops: NAMED_SECRET_KEY },
  jwks: { keys: [{ ...publicJwk, kty: "EC", kid: KEY_ID, alg: "ES256" }] },
};

type TokenOptions = { claims?: Record<string, unknown>; forged?: boolean; header?: Record<string, unknown> };

/** An access token as Supabase Auth issues it; `forged` has the right key id and the wrong key. */
export async function accessToken({
  claims = {},
  forged = false,
  header = {},
}: TokenOptions = {}): Promise<string> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const payload = {
    sub: "user-1",
    role: "authenticated",
    exp: nowSeconds + 3600,
    iat: nowSeconds,
    ...claims,
  };
  const signed = `${encode({ alg: "ES256", typ: "JWT", kid: KEY_ID, ...header })}.${encode(payload)}`;
  const key = (forged ? forgersKey : realKey).privateKey;
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, Buffer.from(signed));
  return `${signed}.${Buffer.from(signature).toString("base64url")}`;
}

/** The token of a user with a role, or without one. */
export function tokenOf(role?: string, email?: string): Promise<string> {
  return accessToken({
    claims: { ...(email ? { email } : {}), app_metadata: role ? { refresh_dashboard: role } : {} },
  });
}

type SignOptions = { secret?: string; at?: number };

/** The three headers of a trigger, signed over a body. `at` is in milliseconds since the epoch. */
export function sign(
  id: string,
  body: string,
  { secret = TRIGGER_SECRET, at = Date.now() }: SignOptions = {},
) {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, new Date(at), body),
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
