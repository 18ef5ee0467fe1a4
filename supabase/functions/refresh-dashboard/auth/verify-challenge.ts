// Whether the database signs with a secret that this function accepts. Unlike a trigger a challenge is not turned away for
// its age: a clock that is off is another thing, and is told apart.

import { Webhook } from "standardwebhooks";
import type { Challenge } from "../contract/answers.ts";

/** Whose secret a challenge was signed with, or that this function has none. */
export type VerifyChallenge = (challenge: Challenge) => "ours" | "foreign" | "no secret";

/**
 * Makes the verifier.
 *
 * @param secrets the accepted signing secrets; any one of them suffices.
 */
export function createVerifyChallenge(secrets: string[]): VerifyChallenge {
  const webhooks = secrets.map((secret) => new Webhook(secret));
  return ({ id, timestamp, body, signature }) => {
    if (webhooks.length === 0) return "no secret";
    const at = new Date(Number(timestamp) * 1000);
    const theirs = signature.split(" ");
    // Nothing is let in by this, so the comparison need not take the same time whatever it finds.
    return webhooks.some((webhook) => theirs.includes(webhook.sign(id, at, body))) ? "ours" : "foreign";
  };
}
