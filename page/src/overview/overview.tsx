// The first page: all views at a glance, worst first.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Overview as Answer } from "../api/answers.ts";
import { call, type RefreshDashboardError } from "../api/call.ts";
import { usePoll } from "../api/poll.ts";
import { NotPermitted, Older } from "../app/doors.tsx";
import { linkTo, type Route } from "../app/route.ts";
import { CodeToPaste } from "../ui/copy.tsx";
import { Empty, Loading } from "../ui/empty.tsx";
import { ErrorBox } from "../ui/error-box.tsx";
import { chooseViews } from "./choose-views.ts";
import { Headline, Saved, sayPromises } from "./headline.tsx";
import { overview } from "./last-overview.ts";
import { t } from "./text.ts";
import { Toolbar } from "./toolbar.tsx";
import { ViewRow } from "./view-row.tsx";
import "./overview.css";

const RUNS = 30;
/** Rows that are drawn at once: more would hold up the browser. */
const ROWS_AT_ONCE = 15;
/** So many answers in a row may be "unchanged" before the ages are asked for again. */
const UNCHANGED_AT_MOST = 5;

export function Overview({ route }: { route: Route }) {
  const poll = usePoll<Answer>(
    {
      ask: askWithMemory(),
      isBusy: ({ views }) => views.some(({ refreshing }) => refreshing !== null),
      paceOf: ({ poll_after_seconds }) => poll_after_seconds,
    },
    [],
  );
  const answer = poll.data.value ?? overview.value;
  useEffect(() => {
    document.title = `${answer === null ? "" : `${sayPromises(answer.summary)} `}Refresh Dashboard`;
  }, [answer]);
  const error = poll.error.value;
  if (answer === null) return error === null ? <Loading /> : <Failure error={error} onAgain={poll.again} />;
  if (answer.views.length === 0) return <NoViews />;
  return (
    <>
      <Headline answer={answer} />
      <Toolbar answer={answer} />
      <List answer={answer} route={route} />
      <Saved views={answer.views} />
    </>
  );
}

/** Asks with the entity tag of the last answer, but not for ever: ages are no part of the tag. */
function askWithMemory() {
  let unchanged = 0;
  return async ({ signal, ifNoneMatch }: { signal: AbortSignal; ifNoneMatch: string | null }) => {
    const tag = unchanged < UNCHANGED_AT_MOST ? ifNoneMatch : null;
    const result = await call<Answer>("views", { runs: RUNS }, { signal, ifNoneMatch: tag });
    unchanged = result.unchanged ? unchanged + 1 : 0;
    if (result.data) overview.value = result.data;
    return result;
  };
}

function Failure({ error, onAgain }: { error: RefreshDashboardError; onAgain: () => void }) {
  if (error.code === "forbidden") return <NotPermitted />;
  // An older function does not know the call; an older database has no such routine.
  if (error.code === "not_found" || error.code === "unknown_function") return <Older />;
  return <ErrorBox error={error} onAgain={onAgain} />;
}

function NoViews() {
  return (
    <Empty title={t("emptyTitle")}>
      <p class="quiet">{t("emptyBody")}</p>
      <CodeToPaste text="npx refresh-dashboard manage public.my_view" />
    </Empty>
  );
}

function List({ answer, route: { query } }: { answer: Answer; route: Route }) {
  const chosen = chooseViews(answer.views, query.get("state"), query.get("search"));
  const shown = useGrowing(chosen.length);
  const answeredAtMs = Date.parse(answer.now);
  if (chosen.length === 0)
    return (
      <Empty title={t("none")}>
        <a href={linkTo("views")}>{t("showAll")}</a>
      </Empty>
    );
  return (
    <ul class="rows" aria-label={t("list")}>
      {chosen.slice(0, shown).map((row) => (
        <ViewRow key={row.view} row={row} answeredAtMs={answeredAtMs} />
      ))}
    </ul>
  );
}

/** How many rows are drawn by now: a few more with each turn, until all are. */
function useGrowing(all: number): number {
  const drawn = useSignal(ROWS_AT_ONCE);
  const { value } = drawn;
  useEffect(() => {
    if (drawn.value >= all) return;
    const timer = setTimeout(() => {
      drawn.value += ROWS_AT_ONCE;
    });
    return () => clearTimeout(timer);
  }, [value, all]);
  return Math.min(value, all);
}
