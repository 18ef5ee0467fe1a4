// The target as a test sees it, which is the running stack unless told otherwise: a database session, and the Edge
// Function over HTTP.
import postgres, { type Sql } from "postgres";
import { readConfig, stackEnv } from "../../stack/index.ts";
import { faultsOf } from "./described.ts";
import { keepAnswer } from "./secrets.ts";
import { readTarget } from "./target.ts";

export const target = readTarget(process.env, databaseOfStack());
export const { env } = target;

/** Of the stack that STACK_DIR names and this process may stop and start; null where it has never been up. */
function databaseOfStack(): string | null {
  try {
    return stackEnv(readConfig()).SUPABASE_DB_URL;
  } catch {
    return null;
  }
}

/** Sessions of the role postgres, which owns the project's schema. Close with `end()`. */
export const connect = (max = 4): Sql =>
  postgres(env.SUPABASE_DB_URL, { max, onnotice: () => {}, backoff: () => 0.2 });

/** Sessions of the superuser: for what only the platform does. */
export const connectAsAdmin = (): Sql => postgres(env.SUPABASE_ADMIN_DB_URL, { max: 1, onnotice: () => {} });

/** A session of the role the REST API logs in as: no superuser, and without a right to anything of ours. */
export const connectAsAuthenticator = (): Sql =>
  postgres(env.SUPABASE_AUTHENTICATOR_DB_URL, { max: 1, onnotice: () => {} });

export interface Answer {
  status: number;
  contentType: string;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects of an answer
  json: any;
}

export interface CallOptions {
  /** Sent as it is when it is a string, as JSON otherwise. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** Calls a URL; an answer that is no JSON has json undefined. */
export async function request(
  method: string,
  url: string,
  { body, headers = {} }: CallOptions = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  keepAnswer({ headers: response.headers, text });
  const contentType = response.headers.get("content-type") ?? "";
  const json = contentType.includes("json") && text !== "" ? JSON.parse(text) : undefined;
  requireDescribed(method, url, response, contentType, json);
  return { status: response.status, contentType, headers: response.headers, text, json };
}

/** Every answer of the function is one that its description of the API has; what a gateway says is another matter. */
function requireDescribed(
  method: string,
  url: string,
  { status, headers }: Response,
  contentType: string,
  body: unknown,
): void {
  const base = `${env.FUNCTIONS_URL}/refresh-dashboard`;
  if (!url.startsWith(base) || !headers.has("x-request-id")) return;
  const faults = faultsOf({ method, path: url.slice(base.length), status, contentType, body });
  if (faults.length > 0) throw new Error(`not as GET /openapi.json describes it: ${faults.join("; ")}`);
}

/** Calls the Edge Function with the secret key; headers given win. */
export const call = (method: string, path: string, options: CallOptions = {}): Promise<Answer> =>
  request(method, `${env.FUNCTIONS_URL}/refresh-dashboard${path}`, {
    ...options,
    headers: { apikey: env.SUPABASE_SECRET_KEY, ...options.headers },
  });
