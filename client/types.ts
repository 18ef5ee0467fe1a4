// What each call takes and gives, read from the contract by the compiler: there is no second list of calls.

import type * as z from "zod/mini";
import type { ENDPOINTS, EndpointName } from "../supabase/functions/refresh-dashboard/contract/endpoints.ts";
import type { RefreshDashboardError } from "./error.ts";

type Endpoints = typeof ENDPOINTS;

/** Every call but those that the database signs. */
export type CallName = {
  [N in EndpointName]: Endpoints[N]["who"] extends "trigger" ? never : N;
}[EndpointName];

// A query's numbers are text on their way, and have a default where they may be left out: what the schema takes says
// which members may be, what it makes of them says what they are.
type Members<S> = S extends z.core.$ZodType
  ? z.output<S> extends Record<string, never>
    ? unknown
    : { [K in keyof z.input<S>]: K extends keyof z.output<S> ? z.output<S>[K] : never }
  : unknown;
type ParamsOf<E> = E extends { params: infer S } ? Members<S> : unknown;
type Taken<E extends Endpoints[CallName]> = ParamsOf<E> & Members<E["query"]> & Members<E["body"]>;

// What chooses a call among those that share a path is sent by the client where it can only be one value.
type FixedOf<E> = E extends { chosenBy: { name: infer K extends string; value: unknown } } ? K : never;
type WithoutFixed<T, K extends string> = unknown extends T
  ? T
  : [K] extends [never]
    ? T
    : { [M in keyof T as M extends K ? never : M]: T[M] };

/** What a call takes: the members of its path, its query and its body as one object. */
export type InputOf<N extends CallName> =
  unknown extends Taken<Endpoints[N]>
    ? Record<string, never>
    : WithoutFixed<Taken<Endpoints[N]>, FixedOf<Endpoints[N]>>;

/** What goes with any call. */
export type CallOptions = {
  /** Gives the call up; what it asked for may have been begun. */
  signal?: AbortSignal | undefined;
  /** The entity tag that the settings must still have: the `etag` that `settings` answered. */
  ifMatch?: string | undefined;
  /** An entity tag of an earlier answer of `views`: where nothing has changed since, the answer has status 304 and no data. */
  ifNoneMatch?: string | undefined;
  /** Is the request's id in the function's log, instead of one that is made for it. */
  requestId?: string | undefined;
};

/** A call that was answered as the contract says. */
export type Success<Data, Status extends number = number> = {
  data: Data;
  error: null;
  /** The HTTP status. */
  status: Status;
  /** The entity tag of what was answered, with its quotes; null where it has none. */
  etag: string | null;
  /** When to ask again, in seconds; null where nothing is said. */
  retry_after_seconds: number | null;
  /** Names the request in the function's log. */
  request_id: string | null;
};

/** A call that was refused, that failed, or to which there was no answer. */
export type Failure = {
  data: null;
  error: RefreshDashboardError;
  /** The HTTP status; null where there was no answer. */
  status: number | null;
  etag: null;
  retry_after_seconds: number | null;
  request_id: string | null;
};

/** What a call answers when all goes well, by its status. */
export type AnswerTo<N extends CallName> = {
  [S in keyof Endpoints[N]["answers"] & number]: Endpoints[N]["answers"][S] extends { schema: infer T }
    ? Success<T extends z.core.$ZodType ? z.output<T> : never, S>
    : never;
}[keyof Endpoints[N]["answers"] & number];

export type ResultOf<N extends CallName> = AnswerTo<N> | Failure;

/** A call of the contract. Never rejects: what fails is the result's `error`. */
export type Call<N extends CallName> =
  Record<never, never> extends InputOf<N>
    ? (input?: InputOf<N>, options?: CallOptions) => Promise<ResultOf<N>>
    : (input: InputOf<N>, options?: CallOptions) => Promise<ResultOf<N>>;

/** All of them. */
export type Calls = { readonly [N in CallName]: Call<N> };
