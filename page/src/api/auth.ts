// Supabase Auth as far as the page needs it: a password becomes a session, and a session is renewed before it ends. By its
// HTTP API, since its own client is a quarter of what the page may weigh.

/** What is kept of a session. */
export interface Session {
  access_token: string;
  refresh_token: string;
  /** When the access token ends, in milliseconds since 1970 by this browser's clock. */
  endsAtMs: number;
}

export interface AuthPlace {
  authUrl: string;
  publishableKey: string | null;
}

/** Renewed so long before its end. */
export const EARLY_MS = 60_000;

export const isEnding = (session: Session, nowMs: number): boolean => session.endsAtMs - nowMs < EARLY_MS;

/** A session, or why there is none. `isFinal` is false where it may work later: nobody has to sign in again for that. */
export type Granted =
  | { session: Session; reason: null; isFinal: false }
  | { session: null; reason: string; isFinal: boolean };

export const signInWith = (place: AuthPlace, email: string, password: string): Promise<Granted> =>
  grant(place, "password", { email, password });

export const renew = (place: AuthPlace, session: Session): Promise<Granted> =>
  grant(place, "refresh_token", { refresh_token: session.refresh_token });

/** Ends the session there too; here it has ended whatever the answer. */
export async function revoke(place: AuthPlace, session: Session): Promise<void> {
  const headers = { ...headersOf(place), authorization: `Bearer ${session.access_token}` };
  await fetch(`${place.authUrl}/logout?scope=local`, { method: "POST", headers }).catch(() => {});
}

async function grant(place: AuthPlace, type: string, body: object): Promise<Granted> {
  try {
    const response = await fetch(`${place.authUrl}/token?grant_type=${type}`, {
      method: "POST",
      headers: { ...headersOf(place), "content-type": "application/json" },
      body: JSON.stringify(body),
      redirect: "error",
    });
    const answer: unknown = await response.json().catch(() => null);
    const session = response.ok ? sessionOf(answer, Date.now()) : null;
    if (session !== null) return { session, reason: null, isFinal: false };
    const isFinal = response.status >= 400 && response.status < 500 && response.status !== 429;
    return { session: null, reason: reasonOf(answer) ?? `HTTP ${response.status}`, isFinal };
  } catch (error) {
    return { session: null, reason: String(error), isFinal: false };
  }
}

/** @returns null for what is no session. */
export function sessionOf(answer: unknown, nowMs: number): Session | null {
  if (typeof answer !== "object" || answer === null) return null;
  const { access_token, refresh_token, expires_in } = answer as Record<string, unknown>;
  if (typeof access_token !== "string" || typeof refresh_token !== "string") return null;
  // How long it lasts, and not when it ends: this browser's clock may be wrong.
  const lifeMs = (typeof expires_in === "number" ? expires_in : 3600) * 1000;
  return { access_token, refresh_token, endsAtMs: nowMs + lifeMs };
}

/** Supabase Auth has had several forms of errors. */
function reasonOf(answer: unknown): string | null {
  if (typeof answer !== "object" || answer === null) return null;
  const { msg, error_description, message } = answer as Record<string, unknown>;
  const said = [msg, error_description, message].find((text) => typeof text === "string");
  return typeof said === "string" ? said : null;
}

function headersOf({ publishableKey }: AuthPlace): Record<string, string> {
  return publishableKey === null ? {} : { apikey: publishableKey };
}
