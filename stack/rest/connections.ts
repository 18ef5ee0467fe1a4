// Lite's database connections, each as the role that the platform's own service uses.
import { createPostgresConnection, type PostgresConnection } from "@supabase/lite/postgres";
import type { StackConfig } from "../place/config.ts";
import type { Secrets } from "../place/secrets.ts";
import { databaseUrl } from "../postgres/connect.ts";
import { lastingCatalog } from "./catalog.ts";

/** More than the 50 simultaneous calls that the tests make. */
const REST_POOL_SIZE = 60;

/** Reading it takes some hundred milliseconds; who calls has up to ten seconds. */
const CATALOG_TIMEOUT_MS = 8_000;

/**
 * Lite hands over objects, numbers and booleans as JSON text but strings as they are. The driver would serialize all
 * once more, and objects would arrive as one JSON string. A string that is itself JSON remains mistaken for it.
 */
const serialize = (value: unknown) => (isJsonText(value) ? value : JSON.stringify(value));
const JSON_TYPES = {
  json: { to: 114, from: [114], serialize, parse: JSON.parse },
  jsonb: { to: 3802, from: [3802], serialize, parse: JSON.parse },
};

/** PostgREST's role: it logs in as authenticator and switches to the caller's role in each transaction. */
export function restConnection(config: StackConfig, secrets: Secrets): PostgresConnection {
  const connection = connect(config, secrets, "authenticator", REST_POOL_SIZE);
  // authenticator itself may see nothing, so the schema cache is read by the schema's owner.
  connection.introspect = lastingCatalog(() => connect(config, secrets, "postgres", 1), CATALOG_TIMEOUT_MS);
  neverGrant(connection, true);
  return connection;
}

/** Supabase Auth's role, which owns the schema auth and nothing else. */
export function authConnection(config: StackConfig, secrets: Secrets): PostgresConnection {
  const connection = connect(config, secrets, "supabase_auth_admin", 5);
  neverGrant(connection, false);
  return connection;
}

/**
 * Lite's first request grants the API roles everything in every schema that has a table with row-level security. The
 * platform grants nothing: what the migrations say is what holds.
 */
function neverGrant(connection: PostgresConnection, switchesRole: boolean): void {
  const method = "ensureRlsContext";
  if (typeof Reflect.get(connection, method) !== "function") {
    throw new Error(`@supabase/lite has no ${method} any more: find out where it issues its grants now`);
  }
  Reflect.set(connection, method, async () => switchesRole);
}

function isJsonText(value: unknown): value is string {
  if (typeof value !== "string") return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

function connect(
  config: StackConfig,
  secrets: Secrets,
  role: keyof Secrets["passwords"],
  max: number,
): PostgresConnection {
  return createPostgresConnection({
    url: databaseUrl(config, secrets, role),
    postgresOptions: {
      max,
      idle_timeout: 30,
      // After a crash of the server the driver would wait for up to 20 s.
      backoff: () => 0.2,
      onnotice: () => {},
      connection: { application_name: `rest (${role})` },
      types: JSON_TYPES,
    },
  });
}
