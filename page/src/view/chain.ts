// A run's way from pg_cron to the refresh, as legs that follow each other: waiting apart from working.

/** What is read of a run; `chain` as in the status. */
export type ChainedRun = {
  status: string;
  running: boolean;
  trigger: string;
  requested_at: string;
  started_at: string | null;
  finished_at: string | null;
  served_by?: string | null | undefined;
  chain?: Chain | null | undefined;
};

export type Chain = {
  cron?: { fired_at?: string | null | undefined } | null | undefined;
  request?:
    | {
        sent_at?: string | null | undefined;
        state?: string | undefined;
        status_code?: number | null | undefined;
        error?: string | null | undefined;
      }
    | null
    | undefined;
  refresh?: string | undefined;
};

export type LegName = "tick" | "queue" | "function" | "turn" | "served" | "refresh";

export type Leg = {
  name: LegName;
  kind: "waiting" | "working";
  /** When it began, in milliseconds. */
  at: number;
  ms: number;
  /** It goes on, or nobody has seen its end. */
  open: boolean;
};

/**
 * The legs of a run, in order.
 *
 * - `tick` works: pg_cron has fired, the tick decides.
 * - `queue` waits: the request lies in pg_net's queue.
 * - `function` waits: from pg_net's sending to the refresh: the function starts, and the view is free.
 * - `turn` waits: what is not sent anywhere waits for a session, or for the view to be free.
 * - `served` waits: another run's refresh has answered this one.
 * - `refresh` works.
 */
export function readLegs(run: ChainedRun, now: number): Leg[] {
  const time = (text: string | null | undefined) => (text ? Date.parse(text) : null);
  const requested = Date.parse(run.requested_at);
  const [fired, sent] = [time(run.chain?.cron?.fired_at), time(run.chain?.request?.sent_at)];
  const [started, finished] = [time(run.started_at), time(run.finished_at)];
  const legs: Leg[] = [];
  const add = (name: LegName, kind: Leg["kind"], from: number, to: number | null) =>
    legs.push({ name, kind, at: from, ms: Math.max(0, (to ?? now) - from), open: to === null });

  if (fired !== null) add("tick", "working", fired, requested);
  const over = started ?? finished;
  if (run.served_by) {
    add("served", "waiting", requested, finished);
    return legs;
  }
  if (run.chain?.request) {
    // What pg_net has forgotten, or never said, leaves one wait for both.
    const known = sent !== null && sent >= requested && (over === null || sent <= over);
    if (known) add("queue", "waiting", requested, sent);
    else if (over === null) add("queue", "waiting", requested, null);
    if (known || over !== null) add("function", "waiting", known ? sent : requested, over);
  } else add("turn", "waiting", requested, over);
  if (started !== null) add("refresh", "working", started, finished);
  return legs;
}

/** How long a run waited, and how long it worked, in milliseconds. */
export function sumLegs(legs: readonly Leg[]): { waitingMs: number; workingMs: number } {
  const sum = (kind: Leg["kind"]) =>
    legs.filter((leg) => leg.kind === kind).reduce((total, { ms }) => total + ms, 0);
  return { waitingMs: sum("waiting"), workingMs: sum("working") };
}
