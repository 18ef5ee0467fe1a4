// The only way to the database: its REST API, through supabase-js, with the project's secret key.

import { createClient } from "@supabase/supabase-js";
import { Problem } from "../request/problem.ts";
import type { SupabaseEnvironment } from "../runtime/env.ts";
import type { RpcError } from "./database-error.ts";

export type RpcAnswer = { data: unknown; error: RpcError | null; status: number };

/** Calls a function of schema `public` with POST, arguments by name, for at most `timeoutMs` milliseconds. */
export type Rpc = (name: string, args: Record<string, unknown>, timeoutMs: number) => Promise<RpcAnswer>;

/**
 * Makes the caller.
 *
 * @param supabase the project; null, or one without a secret key, makes every call fail with `misconfigured`.
 * @param fetcher does the HTTP.
 * @returns a function that resolves with `{ data, error, status }` and does not reject for a failed call. A call may
 *   arrive twice: Deno's fetch repeats a POST once whose pooled connection breaks (seen with Deno 2.9.6). Every RPC
 *   bears that: a second request for a refresh is served by the same refresh.
 */
export function createRpc(supabase: SupabaseEnvironment | null, fetcher: typeof fetch = fetch): Rpc {
  const keys = supabase?.secretKeys ?? {};
  const key = keys.default ?? Object.values(keys)[0];
  if (!supabase || !key) {
    return () =>
      Promise.reject(
        new Problem("misconfigured", "The function cannot reach the database.", {
          hint: "The function's log says what is missing.",
          cause: new Error("SUPABASE_URL or SUPABASE_SECRET_KEYS is missing or malformed"),
        }),
      );
  }
  const client = createClient(supabase.url, key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: fetcher },
    realtime: { transport: noWebSocket },
  });
  return async (name, args, timeoutMs) => {
    const { data, error, status } = await client.rpc(name, args).abortSignal(AbortSignal.timeout(timeoutMs));
    return { data, error, status };
  };
}

// Realtime is not used. Saying so keeps the client from looking for a WebSocket, which Node 20 does not have.
const noWebSocket = (() => {
  throw new Error("Realtime is not used here");
}) as unknown as new () => never;
