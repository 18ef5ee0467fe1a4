// The ways to spoil a well signed trigger, and what each is refused as.
import { randomBytes, randomUUID } from "node:crypto";
import { env } from "../../support/stack.ts";
import type { Trigger } from "./trigger.ts";

interface Given extends Trigger {
  view: string;
  runId: string;
  otherRunId: string;
  /** Signs a trigger as the database does, but for what is said here. */
  sign: (options?: { at?: Date; secret?: string; runId?: string }) => Trigger;
}
/** From a trigger that would be accepted to one that must not be. */
export type Spoil = (given: Given) => Trigger;

const HOUR_MS = 3_600_000;
const secretOf = (bytes: Buffer) => `whsec_${bytes.toString("base64")}`;
const signatureOf = ({ headers }: Trigger) => headers["webhook-signature"] ?? "";
const ownSecret = () => Buffer.from(env.REFRESH_DASHBOARD_TRIGGER_SECRET.slice("whsec_".length), "base64");

const withHeaders =
  (change: (given: Given) => Record<string, string | undefined>): Spoil =>
  (given) => {
    const entries = Object.entries({ ...given.headers, ...change(given) });
    const kept = entries.filter((entry): entry is [string, string] => entry[1] !== undefined);
    return { body: given.body, headers: Object.fromEntries(kept) };
  };
const withBody =
  (change: (body: string, given: Given) => string): Spoil =>
  (given) => ({ headers: given.headers, body: change(given.body, given) });

export const ATTACKS: readonly (readonly [name: string, code: string, spoil: Spoil])[] = [
  [
    "signed with a secret of somebody else",
    "signature_invalid",
    ({ sign }) => sign({ secret: secretOf(randomBytes(32)) }),
  ],
  [
    "signed with the empty secret",
    "signature_invalid",
    ({ sign }) => sign({ secret: secretOf(Buffer.alloc(32)) }),
  ],
  [
    "signed with a part of the secret",
    "signature_invalid",
    ({ sign }) => sign({ secret: secretOf(ownSecret().subarray(0, 24)) }),
  ],
  [
    "signed with a key instead of the secret",
    "signature_invalid",
    ({ sign }) => sign({ secret: secretOf(Buffer.from(env.SUPABASE_SECRET_KEY)) }),
  ],
  ["signed an hour ago", "signature_expired", ({ sign }) => sign({ at: new Date(Date.now() - HOUR_MS) })],
  ["signed 301 s ago", "signature_expired", ({ sign }) => sign({ at: new Date(Date.now() - 302_000) })],
  [
    "signed for an hour from now",
    "signature_expired",
    ({ sign }) => sign({ at: new Date(Date.now() + HOUR_MS) }),
  ],
  [
    "old, with a new timestamp",
    "signature_invalid",
    ({ sign, headers }) => ({
      ...sign({ at: new Date(Date.now() - HOUR_MS) }),
      headers: {
        ...sign({ at: new Date(Date.now() - HOUR_MS) }).headers,
        "webhook-timestamp": headers["webhook-timestamp"] ?? "",
      },
    }),
  ],
  [
    "with another body",
    "signature_invalid",
    withBody((body, { view }) => body.replace(view, "public.other")),
  ],
  [
    "with another run in the body",
    "signature_invalid",
    withBody((body, { runId, otherRunId }) => body.replace(runId, otherRunId)),
  ],
  ["with a space more", "signature_invalid", withBody((body) => `${body} `)],
  ["with a byte order mark", "signature_invalid", withBody((body) => `\ufeff${body}`)],
  ["with an empty body", "signature_invalid", withBody(() => "")],
  ["with another id", "signature_invalid", withHeaders(({ otherRunId }) => ({ "webhook-id": otherRunId }))],
  [
    "with the signature of another run",
    "signature_invalid",
    ({ sign, otherRunId }) => ({ ...sign(), body: sign({ runId: otherRunId }).body }),
  ],
  [
    "well signed for one run, with the id of another in its body",
    "signature_invalid",
    ({ sign, runId }) => {
      const id = randomUUID();
      const { body, headers } = sign({ runId: id });
      return { body: body.replace(id, runId), headers };
    },
  ],
  [
    "with its timestamp moved into the id",
    "signature_expired",
    withHeaders(({ headers, runId }) => ({
      "webhook-id": `${runId}.${headers["webhook-timestamp"]}`,
      "webhook-timestamp": "1",
    })),
  ],
  [
    "with its version cut off",
    "signature_invalid",
    withHeaders((t) => ({ "webhook-signature": signatureOf(t).slice(3) })),
  ],
  [
    "as another version",
    "signature_invalid",
    withHeaders((t) => ({ "webhook-signature": signatureOf(t).replace("v1,", "v1a,") })),
  ],
  [
    "as version 2",
    "signature_invalid",
    withHeaders((t) => ({ "webhook-signature": signatureOf(t).replace("v1,", "v2,") })),
  ],
  [
    "with half its signature",
    "signature_invalid",
    withHeaders((t) => ({ "webhook-signature": signatureOf(t).slice(0, 20) })),
  ],
  ["with an empty signature", "signature_missing", withHeaders(() => ({ "webhook-signature": "" }))],
  [
    "with a version and no signature",
    "signature_invalid",
    withHeaders(() => ({ "webhook-signature": "v1," })),
  ],
  [
    "with 300 wrong signatures",
    "signature_invalid",
    withHeaders(() => ({ "webhook-signature": Array.from({ length: 300 }, (_, i) => `v1,${i}`).join(" ") })),
  ],
  [
    "with its signature after a comma",
    "signature_invalid",
    withHeaders((t) => ({ "webhook-signature": `v1,AAAA, ${signatureOf(t)}x` })),
  ],
  ["without its id", "signature_missing", withHeaders(() => ({ "webhook-id": undefined }))],
  ["without its timestamp", "signature_missing", withHeaders(() => ({ "webhook-timestamp": undefined }))],
  ["without its signature", "signature_missing", withHeaders(() => ({ "webhook-signature": undefined }))],
  [
    "stripped of all it was signed with",
    "credentials_missing",
    withHeaders(() => ({
      "webhook-id": undefined,
      "webhook-timestamp": undefined,
      "webhook-signature": undefined,
    })),
  ],
  [
    "with the names of another scheme",
    "credentials_missing",
    withHeaders(({ headers }) => ({
      "svix-id": headers["webhook-id"],
      "svix-timestamp": headers["webhook-timestamp"],
      "svix-signature": headers["webhook-signature"],
      "webhook-id": undefined,
      "webhook-timestamp": undefined,
      "webhook-signature": undefined,
    })),
  ],
  [
    "with a timestamp that goes on in letters",
    "signature_invalid",
    withHeaders(({ headers }) => ({ "webhook-timestamp": `${headers["webhook-timestamp"]}junk` })),
  ],
  ["with a timestamp of NaN", "signature_invalid", withHeaders(() => ({ "webhook-timestamp": "NaN" }))],
  ["with a negative timestamp", "signature_invalid", withHeaders(() => ({ "webhook-timestamp": "-1" }))],
  [
    "without a signature but with the secret key",
    "signature_missing",
    withHeaders(() => ({ "webhook-signature": undefined, apikey: env.SUPABASE_SECRET_KEY })),
  ],
];
