// Every kind of caller as the headers it sends, and as the role it has really been given.
import type { Role } from "../../../supabase/functions/refresh-dashboard/contract/endpoints.ts";

export interface Project {
  secretKey: string;
  publishableKey: string;
  /** An access token, well signed or `forged`: the right key id and the wrong key. */
  token: (claims: Record<string, unknown>, forged?: boolean) => Promise<string>;
}

export interface Caller {
  name: string;
  headers: Record<string, string>;
  role: Role | null;
  /** What it is answered where it may not: 401 a stranger, 403 somebody known. */
  refusal: 401 | 403;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const withRole = (role: unknown) => ({ app_metadata: { refresh_dashboard: role } });
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** All but the signed trigger, which has tests of its own. */
export async function everyCaller({ secretKey, publishableKey, token }: Project): Promise<Caller[]> {
  const user = async (claims: object) =>
    bearer(await token({ sub: "user-1", role: "authenticated", ...claims }));
  const now = Math.floor(Date.now() / 1000);
  const [, claims = ""] = (await token({ sub: "user-1", ...withRole("operator") })).split(".");

  const strangers: Record<string, Record<string, string>> = {
    nobody: {},
    "the publishable key": { apikey: publishableKey },
    "the publishable key as a bearer": bearer(publishableKey),
    "both ways the publishable key": { apikey: publishableKey, ...bearer(publishableKey) },
    "a garbage key": { apikey: "sb_secret_garbage" },
    "an empty key": { apikey: "" },
    "a key with one letter more": { apikey: `${secretKey}x` },
    "a key with one letter less": { apikey: secretKey.slice(0, -1) },
    "the secret key in the wrong header": bearer(secretKey),
    "the secret key as basic authorization": {
      authorization: `Basic ${Buffer.from(`:${secretKey}`).toString("base64")}`,
    },
    "the secret key beside a garbage one": { apikey: `sb_secret_garbage, ${secretKey}` },
    "the secret key as a cookie": { cookie: `apikey=${secretKey}; sb-api-key=${secretKey}` },
    "the secret key in the platform's inner header": { "sb-api-key": secretKey },
    "the legacy anon key": { apikey: await token({ role: "anon", iss: "supabase" }) },
    "the legacy service_role key": { apikey: await token({ role: "service_role", iss: "supabase" }) },
    "the legacy service_role key as a bearer": bearer(await token({ role: "service_role", iss: "supabase" })),
    "the legacy anon key as a bearer": bearer(await token({ role: "anon", iss: "supabase" })),
    "a forged operator": bearer(await token({ sub: "user-1", ...withRole("operator") }, true)),
    "an operator's token that expired": await user({ ...withRole("operator"), exp: now - 60 }),
    "an operator's token that is not yet valid": await user({ ...withRole("operator"), nbf: now + 3600 }),
    "an operator's token without a signature": bearer(`${encode({ alg: "none", typ: "JWT" })}.${claims}.`),
    "an operator's token of garbage": bearer("a.b.c"),
  };
  const users: Record<string, Record<string, string>> = {
    "a user without a role": await user({}),
    "a user who made himself operator in user_metadata": await user({
      user_metadata: { refresh_dashboard: "operator" },
    }),
    "a user with an unknown role": await user(withRole("admin")),
    "a user with a role that is no text": await user(withRole(["operator"])),
  };
  return [
    ...list(strangers, null, 401),
    ...list(users, null, 403),
    ...list({ "a viewer": await user(withRole("viewer")) }, "viewer", 403),
    ...list(
      {
        "an operator": await user(withRole("operator")),
        "an operator with the publishable key": {
          ...(await user(withRole("operator"))),
          apikey: publishableKey,
        },
      },
      "operator",
      403,
    ),
    ...list({ "the secret key": { apikey: secretKey } }, "secret", 403),
  ];
}

const list = (
  headers: Record<string, Record<string, string>>,
  role: Role | null,
  refusal: 401 | 403,
): Caller[] => Object.entries(headers).map(([name, values]) => ({ name, headers: values, role, refusal }));
