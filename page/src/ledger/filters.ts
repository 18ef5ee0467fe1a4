// Which runs the ledger shows: in the page's address, so that it can be sent to somebody.

export const STATUSES = ["queued", "succeeded", "failed", "lost", "cancelled"] as const;
export type RunStatus = (typeof STATUSES)[number];

/** How far back, counted from now. */
export const SPANS = { "1h": 3600, "24h": 86_400, "7d": 604_800 } as const;
export type Span = keyof typeof SPANS;

/** null: all of them. */
export type Filters = { view: string | null; status: RunStatus | null; since: Span | null };

/** The filters of an address; what it does not know is as if it were not there. */
export function readFilters(query: URLSearchParams): Filters {
  const status = query.get("status");
  const since = query.get("since");
  return {
    view: query.get("view") || null,
    status: STATUSES.find((each) => each === status) ?? null,
    since: (Object.keys(SPANS) as Span[]).find((each) => each === since) ?? null,
  };
}

/** The address of the ledger with these filters. */
export function addressOf({ view, status, since }: Filters): string {
  const query = new URLSearchParams();
  if (view !== null) query.set("view", view);
  if (status !== null) query.set("status", status);
  if (since !== null) query.set("since", since);
  const text = query.toString();
  return text === "" ? "#/runs" : `#/runs?${text}`;
}

/**
 * What to ask the function for.
 *
 * @param now the database's clock in milliseconds: the browser's may be off by a day.
 */
export function inputOf({ view, status, since }: Filters, now: number) {
  return {
    ...(view === null ? { all: true as const } : { view }),
    ...(status === null ? {} : { status }),
    ...(since === null ? {} : { since: new Date(now - SPANS[since] * 1000).toISOString() }),
  };
}
