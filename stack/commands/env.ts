// What a client of this stack needs to know.
import type { StackConfig } from "../place/config.ts";
import { readSecrets } from "../place/secrets.ts";
import { databaseUrl } from "../postgres/connect.ts";

/** What a project gives its administrators. */
export function clientEnv(config: StackConfig) {
  const secrets = readSecrets(config.dir);
  return {
    SUPABASE_URL: config.url,
    SUPABASE_DB_URL: databaseUrl(config, secrets, "postgres"),
    SUPABASE_SECRET_KEY: secrets.secretKey,
    SUPABASE_PUBLISHABLE_KEY: secrets.publishableKey,
    FUNCTIONS_URL: `${config.url}/functions/v1`,
    REFRESH_DASHBOARD_TRIGGER_SECRET: secrets.triggerSecret,
  };
}

/** Also what only the platform has, for tests of roles and tokens. */
export function stackEnv(config: StackConfig) {
  const secrets = readSecrets(config.dir);
  return {
    ...clientEnv(config),
    REFRESH_DASHBOARD_SCRAPE_TOKEN: secrets.scrapeToken,
    SUPABASE_ADMIN_DB_URL: databaseUrl(config, secrets, "supabase_admin"),
    SUPABASE_AUTHENTICATOR_DB_URL: databaseUrl(config, secrets, "authenticator"),
    SUPABASE_JWT_SECRET: secrets.jwtSecret,
    SUPABASE_JWT_KEY_ID: secrets.jwtKeyId,
    SUPABASE_VAULT_KEY: secrets.vaultKey,
  };
}
