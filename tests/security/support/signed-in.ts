// Users with a role: tokens that are signed here where the target lets us, otherwise those of users who really sign in.
import { connect, connectAsAdmin, env, request, target } from "../../support/stack.ts";
import { stackProject } from "./project.ts";

const PASSWORD = "correct horse battery 9";

/** An access token of an operator or a viewer; empty where the target offers neither way, and the tests are skipped. */
export async function tokenOfRole(role: "operator" | "viewer"): Promise<string> {
  if (target.offered.has("token signer"))
    return stackProject.token({
      sub: "user-1",
      role: "authenticated",
      app_metadata: { refresh_dashboard: role },
    });
  if (!target.offered.has("sign-in")) return "";
  const email = `refresh-dashboard-${role}@example.com`;
  const auth = (path: string) =>
    request("POST", `${env.SUPABASE_URL}/auth/v1/${path}`, {
      headers: { apikey: env.SUPABASE_PUBLISHABLE_KEY },
      body: { email, password: PASSWORD },
    });
  // Refused when an earlier test has signed him up.
  await auth("signup");
  const sql = target.offered.has("superuser") ? connectAsAdmin() : connect(1);
  await sql`
    update auth.users
    set raw_app_meta_data = raw_app_meta_data || jsonb_build_object('refresh_dashboard', ${role}::text)
    where email = ${email}`.finally(() => sql.end());
  const { json, status, text } = await auth("token?grant_type=password");
  if (!json?.access_token) throw new Error(`${email} cannot sign in: ${status} ${text}`);
  return json.access_token;
}
