// A view at its own address: why it is in its state, its problems, its last day, its runs, its settings and who changed them.

import { AllActs } from "../acts/act-buttons.tsx";
import { call } from "../api/call.ts";
import { usePoll } from "../api/poll.ts";
import type { Route } from "../app/route.ts";
import { goTo, linkTo } from "../app/route.ts";
import { Empty, Loading } from "../ui/empty.tsx";
import { ErrorBox } from "../ui/error-box.tsx";
import { StateBadge, wordOfView } from "../ui/state-badge.tsx";
import { ViewName } from "../ui/view-name.tsx";
import type { Status } from "./answers.ts";
import { Fold } from "./fold.tsx";
import { later } from "./later.tsx";
import { OneRun, RunTable } from "./runs.tsx";
import { t } from "./text.ts";
import { Facts, WhyBox } from "./why-box.tsx";
import "./view.css";

const RUNS = 10;

const DayCharts = later(async () => (await import("../charts/day-charts.tsx")).DayCharts);
const SettingsForm = later(async () => (await import("../settings/settings-form.tsx")).SettingsForm);
const History = later(async () => (await import("./history.tsx")).History);
const DriftPanel = later(async () => (await import("./drift-panel.tsx")).DriftPanel);

export default function ViewPage({ route }: { route: Route }) {
  const { view } = route;
  const poll = usePoll<Status>(
    {
      ask: (options) => call<Status>("status", { view, runs: RUNS }, options),
      isBusy: ({ refreshing, last_runs }) =>
        refreshing !== null || last_runs.some(({ status }) => status === "queued"),
    },
    [view],
  );
  const status = poll.data.value;
  if (status === null) {
    const error = poll.error.value;
    if (error === null) return <Loading />;
    if (error.code !== "unknown_view") return <ErrorBox error={error} onAgain={poll.again} />;
    return (
      <Empty title={t("not_managed")}>
        <p>{error.detail}</p>
        <p>
          <a href={linkTo("views")}>{t("all_views")}</a>
        </p>
      </Empty>
    );
  }
  return <ViewOf status={status} open={route.query.get("run")} lookAgain={poll.again} />;
}

type ViewOfProps = { status: Status; open: string | null; lookAgain: () => Promise<void> };

function ViewOf({ status, open, lookAgain }: ViewOfProps) {
  const { view, last_runs } = status;
  const openRun = (run: string | null) => goTo(linkTo("view", { view, query: { run } }), { replace: true });
  const isListed = last_runs.some(({ id }) => id === open);
  return (
    <>
      <Head status={status} />
      <WhyBox status={status} />
      <Facts status={status} />
      <section class="card">
        <DayCharts status={status} />
      </section>
      <section class="card">
        <h2>{t("runs")}</h2>
        {open !== null && !isListed ? <OneRun id={open} /> : null}
        {last_runs.length === 0 ? (
          <p class="quiet">{t("no_runs")}</p>
        ) : (
          <RunTable label={t("runs")} runs={last_runs} open={open} onOpen={openRun} />
        )}
        <p>
          <a href={linkTo("runs", { query: { view } })}>{t("all_runs")}</a>
        </p>
      </section>
      <Fold title={t("settings")}>{() => <SettingsForm view={view} onSaved={lookAgain} />}</Fold>
      <Fold title={t("history")}>
        {() => <History view={view} settings={JSON.stringify(status.settings)} />}
      </Fold>
      <Fold title={t("drift")}>{() => <DriftPanel view={view} usualMs={usualMsOf(status)} />}</Fold>
    </>
  );
}

function Head({ status }: { status: Status }) {
  const { view, paused, refreshing } = status;
  const current = refreshing?.run_id == null ? null : { run_id: refreshing.run_id, since: refreshing.since };
  return (
    <header class="view-head">
      <p>
        <a href={linkTo("views")}>← {t("all_views")}</a>
      </p>
      <div class="view-title">
        <h1>
          <ViewName view={view} />
        </h1>
        <StateBadge word={wordOfView(status)} />
      </div>
      <AllActs subject={{ view, paused, refreshing: current, usualMs: usualMsOf(status) }} />
    </header>
  );
}

/** How long the last refresh took that succeeded. */
const usualMsOf = ({ last_runs }: Status): number | null =>
  last_runs.find(({ status, duration_ms }) => status === "succeeded" && duration_ms !== null)?.duration_ms ??
  null;
