// Work that is synchronous does not hear of Ctrl-C: this gives it the turn to be heard, before what cannot be split.
import { setImmediate as turn } from "node:timers/promises";

/** Throws the signal's reason when there was one. */
export async function hearInterrupts(signal: AbortSignal): Promise<void> {
  await turn();
  signal.throwIfAborted();
}
