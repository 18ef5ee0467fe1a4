// Who has signed in on this browser. All its tabs share one session; one of them renews it, the others read what it has got.

import { keep, kept } from "../app/keep.ts";
import { type AuthPlace, isEnding, renew, revoke, type Session, signInWith } from "./auth.ts";
import type { Config } from "./config.ts";
import { access, connect } from "./connection.ts";

const KEPT = "session";

let place: AuthPlace | null = null;

/** Makes calls possible, at once or as soon as somebody has signed in. */
export function openSession(config: Config): void {
  if (config.authUrl === null) {
    connect(config, async () => null);
    access.value = "open";
    return;
  }
  place = { authUrl: config.authUrl, publishableKey: config.publishableKey };
  connect(config, currentToken);
  access.value = readSession() === null ? "signed-out" : "open";
  // Another tab has signed in or out.
  addEventListener("storage", () => {
    if (readSession() !== null) access.value = "open";
    else if (access.value === "open") access.value = "expired";
  });
}

/** Of the moment; null when nobody has signed in any more. */
async function currentToken(): Promise<string | null> {
  const session = readSession();
  if (session === null || place === null) return null;
  if (!isEnding(session, Date.now())) return session.access_token;
  return withLock(() => renewed(place as AuthPlace));
}

async function renewed(at: AuthPlace): Promise<string | null> {
  // While this tab waited for the lock, another may have renewed it: the token that renews can be used once.
  const session = readSession();
  if (session === null) return null;
  if (!isEnding(session, Date.now())) return session.access_token;
  const granted = await renew(at, session);
  if (granted.session !== null) keep(KEPT, JSON.stringify(granted.session));
  else if (granted.isFinal) {
    keep(KEPT, null);
    access.value = "expired";
  }
  return granted.session?.access_token ?? (granted.isFinal ? null : session.access_token);
}

/** One tab at a time, where the browser has locks: they are there only on https and on this machine. */
async function withLock<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? await navigator.locks.request("refresh-dashboard.session", work) : await work();
}

/** @returns null when it is done, what Supabase Auth says otherwise. */
export async function signIn(email: string, password: string): Promise<string | null> {
  if (place === null) return "";
  const { session, reason } = await signInWith(place, email, password);
  if (session === null) return reason;
  keep(KEPT, JSON.stringify(session));
  access.value = "open";
  return null;
}

export async function signOut(): Promise<void> {
  const session = readSession();
  keep(KEPT, null);
  access.value = "signed-out";
  if (session !== null && place !== null) await revoke(place, session);
}

/** Whether there is somebody to sign out. */
export const hasSession = (): boolean => place !== null;

function readSession(): Session | null {
  try {
    return JSON.parse(kept(KEPT) ?? "null");
  } catch {
    return null;
  }
}
