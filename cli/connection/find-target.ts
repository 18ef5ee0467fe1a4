// Which dashboard the verbs speak to, and which ways lead there. Flags come before the environment, that before
// supabase/.env, that before the project that is linked. Keys and passwords are never flags: those are seen in process lists.
import { parseEnv } from "node:util";
import { type DatabaseUrl, findDatabaseUrl, type UrlSources } from "../database/find-url.ts";
import { CliError, EXIT } from "../terminal/errors.ts";

export interface HttpTarget {
  /** Such as https://REF.supabase.co/functions/v1. */
  functionsUrl: string;
  key: string;
  /** Of a user with a role; the key is then the publishable one. */
  accessToken: string | null;
  /** For messages. */
  source: string;
}

export interface Target {
  http: HttpTarget | null;
  database: DatabaseUrl | null;
}

export interface TargetSituation extends UrlSources {
  /** --sql */
  overSql: boolean;
  /** --functions-url and --project-ref. */
  functionsUrl?: string | undefined;
  projectRef?: string | undefined;
  /** What `supabase link` has noted. */
  linkedRef: string | null;
}

const KEY = "SUPABASE_SECRET_KEY";
const TOKEN = "REFRESH_DASHBOARD_ACCESS_TOKEN";

/** At least one way; both where the second leads to the same project, for when the first does not answer. */
export function findTarget(situation: TargetSituation): Target {
  const { overSql, environment, envFile } = situation;
  if (overSql) return { http: null, database: findDatabaseUrl(situation) };
  const written = envFile === null ? {} : parseEnv(envFile);
  const address = findAddress(situation, written);
  const key = readValue(KEY, environment, written);
  const token = readValue(TOKEN, environment, written);
  const publishable = readValue("SUPABASE_PUBLISHABLE_KEY", environment, written);
  const isNamed = [environment, written].some(({ SUPABASE_DB_URL: url }) => url?.trim());
  const database = isNamed ? findDatabaseUrl(situation) : null;
  const http = address && httpOf(address, key, token, publishable);
  if (http) return { http, database: database && isSameProject(http, database) ? database : null };
  if (address === null || database !== null)
    return { http: null, database: database ?? findDatabaseUrl(situation) };
  throw new CliError("no_target", `there is no key for ${address.url}`, {
    detail: `The address is that of ${address.source}.`,
    hint: `Set ${KEY} in the environment or in supabase/.env; or SUPABASE_DB_URL, to go over SQL; or give --sql for the database of supabase start.`,
    exitCode: EXIT.usage,
  });
}

interface Address {
  url: string;
  source: string;
}

type Values = Readonly<Record<string, string | undefined>>;

function findAddress(
  { functionsUrl, projectRef, environment, linkedRef }: TargetSituation,
  written: Values,
): Address | null {
  if (functionsUrl !== undefined) return checked(functionsUrl, "--functions-url");
  if (projectRef !== undefined) return checked(hosted(projectRef), "--project-ref");
  for (const [values, place] of [
    [environment, "the environment"],
    [written, "supabase/.env"],
  ] as const) {
    const functions = values.FUNCTIONS_URL?.trim();
    if (functions) return checked(functions, `FUNCTIONS_URL in ${place}`);
    const project = values.SUPABASE_URL?.trim();
    if (project) return checked(`${withoutSlash(project)}/functions/v1`, `SUPABASE_URL in ${place}`);
  }
  return linkedRef === null ? null : checked(hosted(linkedRef), "the linked project");
}

/** Where the functions of a project on the platform are. */
export const hosted = (ref: string): string => `https://${ref}.supabase.co/functions/v1`;

function checked(url: string, source: string): Address {
  // A user name or password in it would be shown, and go to where only a key is to go.
  const isUrl = URL.canParse(url) && /^https?:\/\/[^\s@?#]+$/i.test(url);
  if (!isUrl)
    throw new CliError("usage", `${source} is no http or https URL`, {
      hint: "Such as https://REF.supabase.co/functions/v1 for the functions, https://REF.supabase.co for the project.",
      exitCode: EXIT.usage,
    });
  return { url: withoutSlash(url), source };
}

function httpOf(
  { url, source }: Address,
  key: string | undefined,
  token: string | undefined,
  publishable: string | undefined,
): HttpTarget | null {
  if (token && publishable)
    return { functionsUrl: url, key: publishable, accessToken: token, source: `${url} (${source})` };
  return key ? { functionsUrl: url, key, accessToken: null, source: `${url} (${source})` } : null;
}

function readValue(name: string, ...places: Values[]): string | undefined {
  for (const place of places) {
    const value = place[name]?.trim();
    if (value) return value;
  }
  return undefined;
}

/** As far as the addresses say: going on over SQL must not end in another project. */
function isSameProject({ functionsUrl }: HttpTarget, { url }: DatabaseUrl): boolean {
  const { hostname } = new URL(functionsUrl);
  const database = new URL(url);
  const ref = /^([a-z]{20})\.supabase\.(?:co|in|red)$/.exec(hostname)?.[1];
  const refOfDatabase =
    /^db\.([a-z]{20})\./.exec(database.hostname)?.[1] ??
    /\.([a-z]{20})$/.exec(decodeURIComponent(database.username))?.[1];
  if (ref !== undefined || refOfDatabase !== undefined) return ref === refOfDatabase;
  return isLocal(hostname) === isLocal(database.hostname);
}

const isLocal = (hostname: string): boolean =>
  ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", ""].includes(hostname);

const withoutSlash = (url: string): string => url.replace(/\/+$/, "");
