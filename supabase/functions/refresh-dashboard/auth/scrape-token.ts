// The scrape token: what Prometheus sends, which can send a password and no header of its own choice. It opens GET /metrics
// and nothing else.

/** Whether the request carries a scrape token, as a bearer token or as the password of basic authentication. */
export type HasScrapeToken = (headers: Headers) => Promise<boolean>;

/**
 * Makes the comparison.
 *
 * @param tokens the accepted tokens; any one of them suffices. None: nobody has one.
 */
export function createHasScrapeToken(tokens: readonly string[]): HasScrapeToken {
  // What is compared is not what was sent: the time that takes says nothing of the token.
  const key = crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const digestOf = async (text: string) =>
    new Uint8Array(await crypto.subtle.sign("HMAC", await key, new TextEncoder().encode(text)));
  return async (headers) => {
    const sent = sentPassword(headers.get("authorization") ?? "");
    if (sent === null || tokens.length === 0) return false;
    const digest = await digestOf(sent);
    const accepted = await Promise.all(tokens.map(digestOf));
    return accepted.map((other) => isEqual(digest, other)).includes(true);
  };
}

function sentPassword(authorization: string): string | null {
  const [, scheme = "", value = ""] = /^(\S+) +(\S+)$/.exec(authorization.trim()) ?? [];
  if (scheme.toLowerCase() === "bearer") return value;
  if (scheme.toLowerCase() !== "basic") return null;
  try {
    const text = atob(value);
    return text.includes(":") ? text.slice(text.indexOf(":") + 1) : null;
  } catch {
    return null;
  }
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.reduce((difference, byte, index) => difference | (byte ^ (other[index] ?? 0)), 0) === 0;
}
