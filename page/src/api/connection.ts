// Where calls go, and as whom: set once the page knows, read by each call.

import { signal } from "@preact/signals";
import type { Config } from "./config.ts";

/** Whether calls may be made: */
export type Access =
  /** The page does not know yet. */
  | "starting"
  /** It was not told where the function is. */
  | "unconfigured"
  /** Nobody has signed in, or the session has ended. */
  | "signed-out"
  | "expired"
  /** The local server's token is missing: the page was not opened by its address. */
  | "locked"
  | "open";

export const access = signal<Access>("starting");

let current: Config = { functionsUrl: "", authUrl: null, publishableKey: null };
let readToken: () => Promise<string | null> = async () => null;

export function connect(config: Config, token: () => Promise<string | null>): void {
  current = config;
  readToken = token;
}

export const connection = (): Config => current;
export const accessToken = (): Promise<string | null> => readToken();

/** A call was answered 401: whoever looks at the page has to sign in again. */
export function tellRefused(code: string): void {
  if (code === "page_locked") access.value = "locked";
  else if (current.authUrl !== null && access.value === "open") access.value = "expired";
}
