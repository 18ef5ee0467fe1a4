/// <reference types="@supabase/functions-js/src/edge-runtime.d.ts" />
// Work that goes on after the answer is sent.

import { describeError, type Log } from "./log.ts";

/** Keeps the instance alive until the work ends, and logs its failure instead of throwing it. */
export type Background = (work: Promise<unknown>, log: Log) => void;

type EdgeRuntimeHost = { EdgeRuntime?: Pick<typeof EdgeRuntime, "waitUntil"> };

/**
 * Makes the function that takes work over.
 *
 * @param host where Supabase's runtime puts `EdgeRuntime`. Plain Deno has none; there the process outlives the request.
 */
export function createBackground(host: EdgeRuntimeHost = globalThis as EdgeRuntimeHost): Background {
  return (work, log) => {
    const guarded = work.catch((error: unknown) => {
      log("error", "background_failed", { error: describeError(error) });
    });
    host.EdgeRuntime?.waitUntil(guarded);
  };
}
