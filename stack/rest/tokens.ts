// Lite signs sign-ins without a key id and without metadata. Supabase Auth puts both into its tokens, and
// @supabase/server insists on the id, so they are signed again here with the same secret: Lite still accepts them.
import { decode, sign } from "hono/jwt";
import type { StackConfig } from "../place/config.ts";
import type { Secrets } from "../place/secrets.ts";

/** The project's signing key as a JSON Web Key: what SUPABASE_JWKS holds and tokens are signed with. */
export function signingKey(secrets: Secrets) {
  return {
    kty: "oct",
    alg: "HS256",
    kid: secrets.jwtKeyId,
    k: Buffer.from(secrets.jwtSecret).toString("base64url"),
  };
}

/** Rewrites a sign-in's answer; leaves every other answer as it is. */
export async function withPlatformToken(
  response: Response,
  config: StackConfig,
  secrets: Secrets,
): Promise<Response> {
  if (!response.ok || !response.headers.get("content-type")?.includes("application/json")) return response;
  const session = await response.json();
  if (typeof session?.access_token === "string") {
    session.access_token = await resign(session, config, secrets);
  }
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  return new Response(JSON.stringify(session), { status: response.status, headers });
}

interface Session {
  access_token: string;
  user?: { app_metadata?: object; user_metadata?: object };
}

function resign(session: Session, config: StackConfig, secrets: Secrets): Promise<string> {
  const claims = {
    ...decode(session.access_token).payload,
    iss: `${config.url}/auth/v1`,
    app_metadata: session.user?.app_metadata ?? {},
    user_metadata: session.user?.user_metadata ?? {},
    is_anonymous: false,
  };
  return sign(claims, signingKey(secrets), "HS256");
}
