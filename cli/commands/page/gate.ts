// Who may pass to the page on this machine. Any other page in the same browser can send requests to 127.0.0.1, and a name of
// its own may be made to lead there (DNS rebinding); so the name that is asked for, where the request comes from and a
// session are checked.

import { createHash, timingSafeEqual } from "node:crypto";

/** What is looked at in a request. */
export interface Knock {
  method: string;
  path: string;
  host: string | undefined;
  origin: string | undefined;
  /** Sec-Fetch-Site, which pages cannot forge. */
  site: string | undefined;
  cookie: string | undefined;
}

export interface House {
  port: number;
  /** What the cookie holds once the page was opened by its address. */
  session: string;
}

export type Verdict =
  | { passes: true }
  | { passes: false; status: 401 | 403 | 421; code: string; detail: string };

const refuse = (status: 401 | 403 | 421, code: string, detail: string): Verdict => ({
  passes: false,
  status,
  code,
  detail,
});

/** Calls of the function need all; the page itself, which has no secret, only the right name. */
export function judge(knock: Knock, house: House): Verdict {
  if (!isOurName(knock.host, house.port))
    return refuse(421, "wrong_host", "This server answers to 127.0.0.1 and localhost alone.");
  if (!knock.path.startsWith("/api/")) return { passes: true };
  if (!isOurs(knock, house.port))
    return refuse(403, "wrong_origin", "The request comes from a page of another origin.");
  if (!hasSession(knock.cookie, house))
    return refuse(401, "page_locked", "The page was not opened by the address that was printed.");
  return { passes: true };
}

const namesOf = (port: number): string[] => [`127.0.0.1:${port}`, `localhost:${port}`];

const isOurName = (host: string | undefined, port: number): boolean =>
  host !== undefined && namesOf(port).includes(host);

/** A request that changes something names its origin in every browser; a read may leave it out. */
function isOurs({ method, host, origin, site }: Knock, port: number): boolean {
  if (origin !== undefined) return isOurName(host, port) && origin === `http://${host}`;
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  return method === "GET" || method === "HEAD";
}

/** Of a port each: several may be open, and cookies do not tell ports apart. */
export const cookieNameOf = (port: number): string => `refresh_dashboard_${port}`;

function hasSession(cookie: string | undefined, { port, session }: House): boolean {
  const name = `${cookieNameOf(port)}=`;
  const values = (cookie ?? "").split(/;\s*/).filter((pair) => pair.startsWith(name));
  return values.some((pair) => isSame(pair.slice(name.length), session));
}

/** In a time that says nothing of where they differ. */
export function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
