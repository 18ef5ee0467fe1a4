// Lets the demo outlive an outage: what gets no answer is asked again, and the reader is told once.
import { setTimeout as sleep } from "node:timers/promises";
import { isOutage } from "./outage.ts";

/** Asks until there is an answer; what is asked may be asked twice. `who` is the one that should answer. */
export type Patiently = <T>(who: string, ask: () => Promise<T>) => Promise<T>;

/** There will be no answer: the stack was stopped. */
export class StoppedElsewhere extends Error {
  override name = "StoppedElsewhere";
}

interface Circumstances {
  isSupervised: () => boolean;
  say: (line?: string) => void;
  /** Once it aborts, nothing is asked a second time. */
  signal: AbortSignal;
}

const RETRY_AFTER_MS = 1_000;

export function createPatience({ isSupervised, say, signal }: Circumstances): Patiently {
  return async (who, ask) => {
    for (let failures = 0; ; ) {
      try {
        const answer = await ask();
        if (failures > 1) say(`${who} answers again`);
        return answer;
      } catch (error) {
        if (!isOutage(error)) throw error;
        if (!isSupervised()) throw new StoppedElsewhere();
        failures += 1;
        // Not at the first: while the stack is being stopped, its parts end a moment before it does.
        if (failures === 2) say(`${who} does not answer; waiting`);
        await sleep(RETRY_AFTER_MS, undefined, { signal });
      }
    }
  };
}
