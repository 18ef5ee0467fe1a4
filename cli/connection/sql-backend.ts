// The way over SQL: the function's own handlers work in this process, with a session of the database where they have the REST
// API otherwise. So a verb finds the same answers, waits and errors, and nothing of the contract is written a second time.
import type { CallName } from "../../client/types.ts";
import { ENDPOINTS, type Endpoint } from "../../supabase/functions/refresh-dashboard/contract/endpoints.ts";
import { createDatabase } from "../../supabase/functions/refresh-dashboard/database/database.ts";
import type { Deps as FunctionDeps } from "../../supabase/functions/refresh-dashboard/deps.ts";
import { parseRequest } from "../../supabase/functions/refresh-dashboard/request/parse-request.ts";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import type { Handler } from "../../supabase/functions/refresh-dashboard/routes/endpoint.ts";
import { createHandlers } from "../../supabase/functions/refresh-dashboard/routes/handlers.ts";
import type { Database } from "../database/database.ts";
import type { DatabaseUrl } from "../database/find-url.ts";
import type { Deps } from "../deps.ts";
import { CliError } from "../terminal/errors.ts";
import type { Answer, Backend, CallLimit } from "./backend.ts";
import { createSqlRpc } from "./sql-rpc.ts";
import { problemError } from "./translate-problem.ts";

export type SqlDeps = Pick<Deps, "connect" | "monotonic" | "sleep" | "signal">;

type AnyHandler = (call: Record<string, unknown>) => Promise<{
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}>;

export function createSqlBackend({ url, source }: DatabaseUrl, deps: SqlDeps): Backend {
  const open = new Map<string, Promise<Database>>();
  const session = (name: "talk" | "work"): Promise<Database> => {
    const opened = open.get(name) ?? deps.connect(url, source);
    open.set(name, opened);
    return opened;
  };
  const queryOf = (name: "talk" | "work") => async (sql: string, parameters?: unknown[]) =>
    (await session(name)).query(sql, parameters);
  const working = new Set<Promise<unknown>>();
  let leave: () => void = () => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const outside = functionDeps(queryOf, working, deps);
  const handlers = { ...createHandlers(outside), doctor: withoutFunction(outside) } as unknown as Handlers;
  const caller = { role: "secret", name: `${decodeURIComponent(new URL(url).username) || "SQL"} over SQL` };
  return {
    kind: "sql",
    source: `the database of ${source}`,
    manage: async (view, settings, isDryRun) => {
      await (await session("talk")).transaction(isDryRun ? "rollback" : "commit", (query) =>
        query("select dashboard_refresh.manage($1::text, null, $2::jsonb)", [view, settings]),
      );
    },
    call: async (name, input, limit = {}) => {
      deps.signal.throwIfAborted();
      try {
        const handler = handlers[name];
        if (handler === undefined) throw new Error(`no handler of ${name}`);
        const { status, body, headers } = await handler({
          ...readInput(name, input as Record<string, unknown>),
          caller,
          headers: headersOf(limit),
          arrivedAtMs: deps.monotonic(),
          log: () => {},
        });
        return { status, data: body, etag: headers?.etag ?? null } as Answer<typeof name>;
      } catch (error) {
        deps.signal.throwIfAborted();
        if (!(error instanceof Problem)) throw error;
        // What the database did not say is said of the session itself in better words.
        if (error.cause instanceof CliError) throw error.cause;
        throw problemError({ code: error.code, detail: error.message, hint: error.hint, cause: error });
      }
    },
    leave,
    end: async () => {
      if (deps.signal.aborted) leave();
      deps.signal.addEventListener("abort", leave);
      await Promise.race([Promise.allSettled(working), left]);
      for (const opened of open.values()) await (await opened).end();
    },
  };
}

type Handlers = Readonly<Record<string, AnyHandler>>;

/** The function's own checks stay skipped: no function was asked. */
const withoutFunction =
  ({ database }: FunctionDeps): Handler<"doctor"> =>
  async ({ query }) => {
    const { challenge: _, ...found } = await database.readDoctor(query);
    return { status: 200, body: found };
  };

/** What the handlers need, where there is neither a request nor anything that signs one. */
function functionDeps(
  queryOf: (name: "talk" | "work") => Parameters<typeof createSqlRpc>[0]["talk"],
  working: Set<Promise<unknown>>,
  { monotonic, sleep }: SqlDeps,
): FunctionDeps {
  const database = createDatabase(createSqlRpc({ talk: queryOf("talk"), work: queryOf("work") }));
  const none = () => Promise.reject(new Error("this is no part of the function that works over SQL"));
  return {
    authenticate: none,
    verifyTrigger: none,
    acceptOnce: () => false,
    postWebhook: none,
    database,
    health: () => database.readHealth(),
    version: () => database.readVersion(),
    background: (work: Promise<unknown>) => {
      const done = work.catch(() => {}).finally(() => working.delete(done));
      working.add(done);
    },
    log: () => {},
    monotonic,
    sleep,
  } as unknown as FunctionDeps;
}

/** The members of path, query and body, each checked as the function checks them. */
function readInput(name: CallName, input: Record<string, unknown>) {
  const endpoint: Endpoint = ENDPOINTS[name];
  const { chosenBy } = endpoint;
  const chosen = chosenBy?.value === undefined ? {} : { [chosenBy.name]: chosenBy.value };
  const given = Object.entries({ ...input, ...chosen }).filter(([, value]) => value !== undefined);
  const inPath = Object.keys(endpoint.params?.shape ?? {});
  const path = given.filter(([member]) => inPath.includes(member));
  const rest = given.filter(([member]) => !inPath.includes(member));
  const ofQuery = Object.keys(endpoint.query?.shape ?? {});
  // Where there is no body, what is in neither is told of as an unknown member of the query.
  const query = rest.filter(([member]) => endpoint.body === null || ofQuery.includes(member));
  const body = rest.filter((member) => !query.includes(member));
  const words = query.map(([member, value]) => [member, String(value)] as const);
  return {
    params: endpoint.params ? parseRequest(endpoint.params, Object.fromEntries(path)) : null,
    query: endpoint.query ? parseRequest(endpoint.query, Object.fromEntries(words)) : {},
    body: endpoint.body ? parseRequest(endpoint.body, Object.fromEntries(body)) : null,
  };
}

function headersOf({ ifMatch }: CallLimit): Headers {
  return new Headers(ifMatch === undefined ? {} : { "if-match": ifMatch });
}
