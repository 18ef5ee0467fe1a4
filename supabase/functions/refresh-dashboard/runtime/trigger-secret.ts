// Which signing secrets of triggers can be used.

import { Webhook } from "standardwebhooks";

/** True when a secret is base64, with or without `whsec_`, of the 24 to 64 bytes that Standard Webhooks asks for. */
export function usableTriggerSecret(secret: string): boolean {
  try {
    const bytes = atob(secret.replace(/^whsec_/, "")).length;
    new Webhook(secret);
    return bytes >= 24 && bytes <= 64;
  } catch {
    return false;
  }
}
