// Checks that a trigger really comes from the database: the Standard Webhooks scheme, an HMAC-SHA256 over id, timestamp
// and body. The comparison is the library's, in constant time. https://www.standardwebhooks.com

import { Webhook } from "standardwebhooks";
import { Problem } from "../request/problem.ts";
import { invalidSignature, TOLERANCE_SECONDS } from "./signature.ts";

const REQUIRED_HEADERS = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;

export type VerifiedTrigger = {
  /** The webhook id. */
  id: string;
  /** When the signature stops being accepted, in milliseconds since the epoch. */
  expiresAtMs: number;
};
export type VerifyTrigger = (headers: Headers, body: Uint8Array) => VerifiedTrigger;

/** True when the request says that it is a trigger: it carries any of the scheme's headers. */
export function claimsToBeTrigger(headers: Headers): boolean {
  return [...headers.keys()].some((name) => name.startsWith("webhook-"));
}

/**
 * Makes the verifier.
 *
 * @param secrets the accepted signing secrets; any one of them suffices.
 * @param now the clock, in milliseconds since the epoch.
 * @returns a function over the headers and the body's raw bytes. It throws a `Problem`: `signature_missing`,
 *   `signature_expired`, `signature_invalid`, or `misconfigured` when there is no secret to verify with.
 */
export function createVerifyTrigger(secrets: string[], now: () => number): VerifyTrigger {
  const webhooks = secrets.map((secret) => new Webhook(secret));
  return (headers, body) => {
    const values = requireHeaders(headers);
    if (webhooks.length === 0) {
      throw new Problem("misconfigured", "The function cannot verify triggers.", {
        hint: "The function's log says what is missing.",
        cause: new Error("REFRESH_DASHBOARD_TRIGGER_SECRET is missing or malformed"),
      });
    }
    const timestamp = readTimestamp(values["webhook-timestamp"]);
    if (Math.abs(Math.floor(now() / 1000) - timestamp) > TOLERANCE_SECONDS) {
      throw new Problem(
        "signature_expired",
        `The signature is not from within ${TOLERANCE_SECONDS} seconds of now.`,
        {
          hint: "Send the trigger again, newly signed; if every one is refused, compare the two clocks.",
        },
      );
    }
    const text = decode(body);
    if (!webhooks.some((webhook) => verifies(webhook, text, values))) throw invalidSignature();
    return { id: values["webhook-id"], expiresAtMs: (timestamp + TOLERANCE_SECONDS) * 1000 };
  };
}

function requireHeaders(headers: Headers): Record<(typeof REQUIRED_HEADERS)[number], string> {
  const missing = REQUIRED_HEADERS.filter((name) => !headers.get(name));
  if (missing.length > 0) {
    throw new Problem("signature_missing", `A trigger needs the header ${missing.join(" and ")}.`, {
      hint: "Only the database sends triggers. To refresh by hand, send a secret key as apikey and no webhook-* header.",
    });
  }
  const value = (name: string) => headers.get(name) ?? "";
  return {
    "webhook-id": value("webhook-id"),
    "webhook-timestamp": value("webhook-timestamp"),
    "webhook-signature": value("webhook-signature"),
  };
}

// The library would read "1700000000junk" as 1700000000.
function readTimestamp(value: string): number {
  if (!/^\d{1,12}$/.test(value)) throw invalidSignature();
  return Number(value);
}

// The library signs text. Decoding must lose nothing, or other bytes would carry the same signature.
function decode(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw invalidSignature();
  }
}

function verifies(webhook: Webhook, text: string, headers: Record<string, string>): boolean {
  try {
    webhook.verify(text, headers, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}
