// The same client over supabase-js: it calls the function as `supabase.functions` does, with that client's address, keys
// and session.

import { createRefreshDashboard, type Options, type RefreshDashboard } from "./create-refresh-dashboard.ts";

/** What is needed of `@supabase/functions-js`: the FunctionsClient that is `supabase.functions`. */
export type FunctionsClient = {
  invoke(
    name: string,
    options: {
      method: "GET" | "POST" | "PATCH";
      headers: Record<string, string>;
      body?: string;
      signal?: AbortSignal;
    },
  ): Promise<{ data: unknown; error: unknown; response?: Response }>;
};

/** No function is looked for there: FunctionsClient has the address. */
const ANYWHERE = "http://functions.invalid";

/**
 * Makes a client that calls through supabase-js.
 *
 * @example
 * const dashboard = createRefreshClient(supabase.functions);
 * const { data, error } = await dashboard.views();
 *
 * @returns an object of calls that never reject; those of `createRefreshDashboard`.
 */
export function createRefreshClient(
  functions: FunctionsClient,
  { timeoutMs }: Pick<Options, "timeoutMs"> = {},
): RefreshDashboard {
  return createRefreshDashboard({ functionsUrl: ANYWHERE, timeoutMs, fetch: invoking(functions) });
}

function invoking(functions: FunctionsClient): typeof globalThis.fetch {
  return async (input, { method, headers, body, signal } = {}) => {
    const { data, error, response } = await functions.invoke(String(input).slice(ANYWHERE.length + 1), {
      method: method as "GET",
      headers: Object.fromEntries(new Headers(headers)),
      ...(typeof body === "string" ? { body } : {}),
      ...(signal ? { signal } : {}),
    });
    // No answer at all, or one of the relay before the function.
    if (!response) throw error ?? new TypeError("FunctionsClient gave no response");
    // Of an answer that is no error the body has been read.
    if (!response.bodyUsed) return response;
    const text = typeof data === "string" ? data : JSON.stringify(data);
    return new Response(text, { status: response.status, headers: response.headers });
  };
}
