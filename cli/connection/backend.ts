// Where the verbs ask: the calls of the contract, whichever way they go. There are two: over HTTP the typed client, over SQL
// the function's own handlers with a database session in place of its REST API. No verb knows which.
import type { CallName, CallOptions, InputOf, ResultOf } from "../../client/types.ts";
import type { Settings } from "../../supabase/functions/refresh-dashboard/contract/requests.ts";

export type Data<N extends CallName> = Extract<ResultOf<N>, { error: null }>["data"];

/** What is answered when all goes well. */
export interface Answer<N extends CallName> {
  /** The HTTP status; over SQL the one that the function would have answered. */
  status: number;
  data: Data<N>;
  etag: string | null;
}

export interface CallLimit extends CallOptions {
  /** How long the call may take over HTTP, in milliseconds; LIMIT_MS by default. Over SQL the function's own limits hold. */
  timeoutMs?: number | undefined;
}

/** How long a call may take that does no work itself, in milliseconds. */
export const LIMIT_MS = 20_000;

export interface Backend {
  /** The way that is taken. It may change from HTTP to SQL at the first call. */
  readonly kind: "http" | "sql";
  /** Where it leads and where that was found, for messages: never with a key or a password. */
  readonly source: string;
  /** Throws a CliError for whatever is no answer: see translate-problem.ts. */
  call<N extends CallName>(name: N, input: InputOf<N>, limit?: CallLimit): Promise<Answer<N>>;
  /** Registers a view. Null where that is not to be had: the HTTP API has no call for it. */
  readonly manage: ((view: string, settings: Settings, isDryRun: boolean) => Promise<void>) | null;
  /** What works on this side is to go on without this process: a server ends a statement whose client has gone. */
  leave(): void;
  /** Waits for what still works on this side, unless that was left or interrupted, and lets go of what is open. */
  end(): Promise<void>;
}
