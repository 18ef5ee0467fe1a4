// Refreshes that somebody has asked for on this page, each followed to its end.

import { signal } from "@preact/signals";
import type { Run } from "../api/answers.ts";
import { call } from "../api/call.ts";

/** As often as a run is asked for. */
const EACH_MS = 2_000;

export interface Followed {
  /** Null until the function has answered. */
  run: Run | null;
  /** When it was asked for, by performance.now(). */
  since: number;
}

/** By view, while they go on. */
export const followed = signal<Readonly<Record<string, Followed>>>({});

export function setFollowed(view: string, next: Followed | null): void {
  const { [view]: _last, ...others } = followed.value;
  followed.value = next === null ? others : { ...others, [view]: next };
}

const isFinal = ({ status }: Run): boolean => status !== "queued";

/** Asks for the run until it has ended. @returns the run at its end; null when it cannot be asked for any more. */
export async function followToEnd(first: Run, since = performance.now()): Promise<Run | null> {
  let run = first;
  while (!isFinal(run)) {
    setFollowed(first.view, { run, since });
    await new Promise((resolve) => setTimeout(resolve, EACH_MS));
    const { data, error } = await call<Run>("run", { id: run.id });
    if (data !== null) run = data;
    else if (error.status !== null && error.status < 500) {
      setFollowed(first.view, null);
      return null;
    }
  }
  setFollowed(first.view, null);
  return run;
}
