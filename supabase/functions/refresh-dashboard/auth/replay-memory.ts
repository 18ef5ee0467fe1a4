// Remembers which triggers this instance accepted, so that a repeated one does no work. Only as long as its signature
// would still verify, and only so many: the ledger makes repeated work harmless, this makes it cheap.

/** Tries to accept an id once. False when it was accepted before and its signature has not expired since. */
export type AcceptOnce = (id: string, expiresAtMs: number) => boolean;

/**
 * Makes the memory.
 *
 * @param now the clock, in milliseconds since the epoch.
 * @param maxIds how many ids at most; beyond it the oldest is forgotten. Only signed ids get in, so no stranger can flood it.
 */
export function createReplayMemory(now: () => number, maxIds = 4096): AcceptOnce {
  const expiryOfId = new Map<string, number>();
  return (id, expiresAtMs) => {
    const at = now();
    for (const [oldId, expiry] of expiryOfId) if (expiry < at) expiryOfId.delete(oldId);
    if (expiryOfId.has(id)) return false;
    expiryOfId.set(id, expiresAtMs);
    if (expiryOfId.size > maxIds) expiryOfId.delete(expiryOfId.keys().next().value as string);
    return true;
  };
}
