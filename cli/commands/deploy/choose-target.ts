// Where a project is deployed to: a project of the platform, or a database with functions of its own beside it.
import { parseEnv } from "node:util";
import { type DatabaseUrl, findDatabaseUrl } from "../../database/find-url.ts";
import { CliError, EXIT } from "../../terminal/errors.ts";

export interface Platform {
  kind: "platform";
  ref: string;
  /** As the database sees it. */
  projectUrl: string;
  /** Its database, where the environment names it; otherwise the Supabase CLI knows the way. */
  database: DatabaseUrl | null;
}

export interface OwnServer extends DatabaseUrl {
  kind: "own server";
  projectUrl: string;
}

export type Target = Platform | OwnServer;

export interface Situation {
  /** --project-ref and --project-url. */
  projectRef?: string | undefined;
  projectUrl?: string | undefined;
  /** What `supabase link` has noted. */
  linkedRef: string | null;
  environment: Readonly<Record<string, string | undefined>>;
  /** The text of supabase/.env. */
  envFile: string | null;
}

const DATABASE_URL = "SUPABASE_DB_URL";
const PROJECT_URL = "REFRESH_DASHBOARD_PROJECT_URL";

/** A ref that is given comes first; then a database that is named with its project's URL; then the linked project. */
export function chooseTarget(situation: Situation): Target {
  const { projectRef, projectUrl, linkedRef, environment, envFile } = situation;
  const named = environment[DATABASE_URL]
    ? findDatabaseUrl({ environment, envFile: null, localPort: null })
    : null;
  const isOwnServer =
    projectRef === undefined && named !== null && (projectUrl !== undefined || linkedRef === null);
  const ref = isOwnServer ? null : (projectRef ?? linkedRef);
  if (ref !== null) {
    // Beside a link alone it may be that of another place; beside a ref that is given it is meant.
    const database = projectRef === undefined ? null : named;
    if (database !== null) requireSameProject(database, ref);
    const url = withoutSlash(projectUrl ?? `https://${ref}.supabase.co`);
    return { kind: "platform", ref, projectUrl: url, database };
  }

  const written = envFile === null ? {} : parseEnv(envFile);
  if (!named && !written[DATABASE_URL]) {
    throw new CliError("no_target", "where to deploy to is not known", {
      detail: "No project is linked, and no database is named.",
      hint: `Give --project-ref REF, or run supabase link; for a server of your own set ${DATABASE_URL} and give --project-url URL.`,
      exitCode: EXIT.usage,
    });
  }
  const url = projectUrl ?? environment[PROJECT_URL] ?? written[PROJECT_URL];
  if (!url) {
    throw new CliError("no_target", "the project's URL is not known", {
      detail: `The database is that of ${DATABASE_URL}, and has to find the Edge Function.`,
      hint: "Give --project-url URL: the project as the database sees it, such as http://kong:8000 from inside a container.",
      exitCode: EXIT.usage,
    });
  }
  return {
    kind: "own server",
    ...(named ?? findDatabaseUrl({ environment: {}, envFile, localPort: null })),
    projectUrl: withoutSlash(url),
  };
}

/** The platform's own addresses have the ref in them. */
function requireSameProject({ url, source }: DatabaseUrl, ref: string): void {
  const { hostname, username } = new URL(url);
  const found =
    /^db\.([a-z]{20})\./.exec(hostname)?.[1] ?? /\.([a-z]{20})$/.exec(decodeURIComponent(username))?.[1];
  if (found === undefined || found === ref) return;
  throw new CliError("no_target", `the database of ${source} is that of project ${found}, not of ${ref}`, {
    hint: `Unset ${DATABASE_URL}, or set it to the database of ${ref}.`,
    exitCode: EXIT.usage,
  });
}

export function describeTarget(target: Target): string {
  if (target.kind === "platform" && target.database !== null)
    return `project ${target.ref}, with the database of ${target.database.source}`;
  return target.kind === "platform" ? `project ${target.ref}` : `the database of ${target.source}`;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
