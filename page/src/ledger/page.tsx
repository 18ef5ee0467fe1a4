// The ledger: every attempt to refresh. Which ones are shown is in the address.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Overview, Run } from "../api/answers.ts";
import { call } from "../api/call.ts";
import { nowMs } from "../api/clock.ts";
import { usePoll } from "../api/poll.ts";
import { goTo, type Route } from "../app/route.ts";
import { overview } from "../overview/last-overview.ts";
import { Button } from "../ui/button.tsx";
import { Empty, Loading } from "../ui/empty.tsx";
import { ErrorBox } from "../ui/error-box.tsx";
import { wordFor } from "../ui/text.ts";
import { visible } from "../ui/visible.ts";
import type { RunPage } from "../view/answers.ts";
import { RunTable } from "../view/runs.tsx";
import { addressOf, type Filters, inputOf, readFilters, SPANS, STATUSES } from "./filters.ts";
import { t } from "./text.ts";
import "./ledger.css";

const PAGE = 50;

export default function LedgerPage({ route }: { route: Route }) {
  const filters = readFilters(route.query);
  const address = addressOf(filters);
  return (
    <>
      <header class="page-head">
        <h1>{t("title")}</h1>
        <p class="quiet">{t("intro")}</p>
      </header>
      <FilterBar filters={filters} />
      <Runs key={address} filters={filters} address={address} />
    </>
  );
}

function FilterBar({ filters }: { filters: Filters }) {
  // The names of the views are known where the first page was seen; otherwise they are asked for.
  useEffect(() => {
    if (overview.value !== null) return;
    void call<Overview>("views").then(({ data }) => {
      if (data) overview.value ??= data;
    });
  }, []);
  const names = overview.value?.views.map(({ view }) => view) ?? [];
  const views = filters.view === null || names.includes(filters.view) ? names : [filters.view, ...names];
  const set = (change: Partial<Filters>) => goTo(addressOf({ ...filters, ...change }), { replace: true });
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      <Choice
        name={t("view")}
        value={filters.view}
        none={t("all_views")}
        choices={[...views].sort().map((view) => [view, visible(view)])}
        onChoose={(view) => set({ view })}
      />
      <Choice
        name={t("status")}
        value={filters.status}
        none={t("all_statuses")}
        choices={STATUSES.map((status) => [status, wordFor(status)])}
        onChoose={(status) => set({ status: STATUSES.find((each) => each === status) ?? null })}
      />
      <Choice
        name={t("since")}
        value={filters.since}
        none={t("all_times")}
        choices={SPAN_NAMES.map((span) => [span, t(span)])}
        onChoose={(since) => set({ since: SPAN_NAMES.find((each) => each === since) ?? null })}
      />
    </form>
  );
}

const SPAN_NAMES = Object.keys(SPANS) as (keyof typeof SPANS)[];

type ChoiceProps = {
  name: string;
  value: string | null;
  none: string;
  choices: [value: string, text: string][];
  onChoose: (value: string | null) => void;
};

function Choice({ name, value, none, choices, onChoose }: ChoiceProps) {
  return (
    <label>
      {name}
      <select
        value={value ?? ""}
        onChange={(event) => onChoose(event.currentTarget.value === "" ? null : event.currentTarget.value)}
      >
        <option value="">{none}</option>
        {choices.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Runs({ filters, address }: { filters: Filters; address: string }) {
  const older = useSignal<{ runs: Run[]; next: string | null } | null>(null);
  const open = useSignal<string | null>(null);
  const isAsking = useSignal(false);
  const poll = usePoll<RunPage>(
    {
      ask: (options) => call<RunPage>("runs", { ...inputOf(filters, nowMs()), limit: PAGE }, options),
      isBusy: ({ runs }) => runs.some(({ status }) => status === "queued"),
    },
    [address],
  );
  const latest = poll.data.value;
  const error = poll.error.value;
  if (latest === null) return error ? <ErrorBox error={error} onAgain={poll.again} /> : <Loading />;
  const seen = new Set(latest.runs.map(({ id }) => id));
  const runs = [...latest.runs, ...(older.value?.runs ?? []).filter(({ id }) => !seen.has(id))];
  const next = older.value ? older.value.next : latest.next;
  const more = async () => {
    if (next === null || isAsking.value) return;
    isAsking.value = true;
    const { data } = await call<RunPage>("runs", { ...inputOf(filters, nowMs()), limit: PAGE, before: next });
    isAsking.value = false;
    if (data) older.value = { next: data.next, runs: [...runs.slice(PAGE), ...data.runs] };
  };
  if (runs.length === 0)
    return (
      <Empty title={t("none")}>
        <p class="quiet">{t("none_help")}</p>
      </Empty>
    );
  return (
    <section class="card">
      {error ? <ErrorBox error={error} onAgain={poll.again} /> : null}
      <RunTable
        label={t("title")}
        runs={runs}
        open={open.value}
        onOpen={(id) => {
          open.value = id;
        }}
        withView={filters.view === null}
      />
      <p class="ledger-foot">
        <span class="quiet" role="status">
          {t("shown", { count: runs.length })}
        </span>
        {next === null ? null : (
          <Button small busy={isAsking.value} onPress={() => void more()}>
            {t("more")}
          </Button>
        )}
      </p>
    </section>
  );
}
