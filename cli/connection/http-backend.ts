// The way over HTTP: the typed client, with a secret key.
import { createRefreshDashboard } from "../../client/create-refresh-dashboard.ts";
import type { RefreshDashboardError } from "../../client/error.ts";
import type { CallName, ResultOf } from "../../client/types.ts";
import type { Deps } from "../deps.ts";
import { type Answer, type Backend, LIMIT_MS } from "./backend.ts";
import type { HttpTarget } from "./find-target.ts";
import { problemError, unreachableError } from "./translate-problem.ts";

/** What the client says where there was no word of the function. */
const NO_WORD = ["unreachable", "timed_out", "unexpected_answer"];

const OUTDATED =
  "The Edge Function is older than this command: npx refresh-dashboard upgrade, and then npx refresh-dashboard deploy.";

/** Where nothing better was said. */
const IS_IT_THERE =
  "See whether the function is there: npx refresh-dashboard deploy puts it there. With the database's URL in SUPABASE_DB_URL the same command goes over SQL.";

type AnyCall = (input: unknown, options: unknown) => Promise<ResultOf<CallName>>;

export function createHttpBackend(
  target: HttpTarget,
  { fetch, signal }: Pick<Deps, "fetch" | "signal">,
): Backend {
  const { functionsUrl, key, source } = target;
  const accessToken = target.accessToken ?? undefined;
  return {
    kind: "http",
    source,
    manage: null,
    call: async (name, input, { timeoutMs = LIMIT_MS, ...options } = {}) => {
      const client = createRefreshDashboard({ functionsUrl, key, accessToken, fetch, timeoutMs });
      // One of many calls: what it takes and gives is known to who calls this, and no more to the compiler here.
      const { data, error, status, etag } = await (client[name] as unknown as AnyCall)(input, {
        signal,
        ...options,
      });
      if (error === null) return { data, status, etag } as Answer<typeof name>;
      signal.throwIfAborted();
      throw translate(error, source);
    },
    leave: () => {},
    end: async () => {},
  };
}

function translate(error: RefreshDashboardError, source: string): Error {
  const { code, detail, hint } = error;
  if (code === "not_found") return problemError({ code, detail, hint: OUTDATED, cause: error });
  return NO_WORD.includes(code)
    ? unreachableError(source, { detail, hint: hint ?? IS_IT_THERE, cause: error })
    : problemError({ code, detail, hint, cause: error });
}
