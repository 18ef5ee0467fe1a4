// Asks again and again for what is seen: each 10 s, each 2 s while something runs, at the server's pace where it has one,
// less often while it fails, and never while nobody looks.

import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { RefreshDashboardError } from "../../../client/error.ts";
import type { Result } from "./call.ts";
import { access } from "./connection.ts";
import { nextPauseMs } from "./pace.ts";

export interface Poll<Data> {
  /** The last answer; kept while later calls fail. Null before the first. */
  data: Signal<Data | null>;
  /** Why the last call has failed; null when it has not. */
  error: Signal<RefreshDashboardError | null>;
  /** When the last good answer came, by performance.now(). */
  answeredAt: Signal<number | null>;
  /** Asks now, and goes on from there. */
  again: () => Promise<void>;
}

export interface PollOptions<Data> {
  /** Asks once. `etag` is that of the last answer. */
  ask: (options: { signal: AbortSignal; ifNoneMatch: string | null }) => Promise<Result<Data>>;
  /** Whether something runs that somebody waits for. */
  isBusy?: (data: Data) => boolean;
  /** The server's wish, in seconds. */
  paceOf?: (data: Data) => number | null;
}

/** The poll of what is on the screen: the header tells of it. */
export const activePoll = signal<Poll<unknown> | null>(null);

/** Polls while the component is mounted. Asks anew, and forgets what it had, when one of `of` changes. */
export function usePoll<Data>(options: PollOptions<Data>, of: readonly unknown[]): Poll<Data> {
  const running = useMemo(() => startable(options), of);
  useEffect(() => {
    activePoll.value = running.poll as Poll<unknown>;
    return running.start();
  }, [running]);
  return running.poll;
}

/** A poll and what starts it; start() returns what stops it. */
export function startable<Data>({ ask, isBusy, paceOf }: PollOptions<Data>) {
  const data = signal<Data | null>(null);
  const error = signal<RefreshDashboardError | null>(null);
  const answeredAt = signal<number | null>(null);
  let etag: string | null = null;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current: AbortController | null = null;
  let isStopped = true;

  async function askOnce(): Promise<void> {
    clearTimeout(timer);
    current?.abort();
    const mine = new AbortController();
    current = mine;
    const result = await ask({ signal: mine.signal, ifNoneMatch: data.value === null ? null : etag });
    if (current !== mine || isStopped) return;
    if (result.error === null) {
      failures = 0;
      if (!result.unchanged) data.value = result.data;
      etag = result.etag;
      answeredAt.value = performance.now();
      error.value = null;
    } else {
      failures++;
      error.value = result.error;
    }
    schedule();
  }

  function schedule(): void {
    clearTimeout(timer);
    if (isStopped || document.hidden || access.value !== "open") return;
    const known = data.value;
    const pauseMs = nextPauseMs({
      isBusy: known !== null && (isBusy?.(known) ?? false),
      paceSeconds: known === null ? null : (paceOf?.(known) ?? null),
      failures,
      retryAfterSeconds: error.value?.retry_after_seconds ?? null,
      random: Math.random(),
    });
    timer = setTimeout(askOnce, pauseMs);
  }

  function lookAgain(): void {
    if (document.hidden) clearTimeout(timer);
    else void askOnce();
  }

  function start(): () => void {
    isStopped = false;
    document.addEventListener("visibilitychange", lookAgain);
    addEventListener("online", lookAgain);
    const stopListening = access.subscribe((now) => {
      if (now === "open" && !document.hidden) void askOnce();
    });
    return () => {
      isStopped = true;
      clearTimeout(timer);
      current?.abort();
      stopListening();
      document.removeEventListener("visibilitychange", lookAgain);
      removeEventListener("online", lookAgain);
    };
  }

  const poll: Poll<Data> = { data, error, answeredAt, again: askOnce };
  return { poll, start };
}
