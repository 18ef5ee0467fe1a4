// What was sent to the alert webhook, and a way to try it.

import { useSignal } from "@preact/signals";
import { testAlert } from "../acts/acts.tsx";
import { call } from "../api/call.ts";
import { mayAct } from "../api/me.ts";
import { usePoll } from "../api/poll.ts";
import { linkTo, type Route } from "../app/route.ts";
import { Button } from "../ui/button.tsx";
import { Empty, Loading } from "../ui/empty.tsx";
import { ErrorBox } from "../ui/error-box.tsx";
import { StateShape } from "../ui/state-badge.tsx";
import { Time } from "../ui/time.tsx";
import { ViewName } from "../ui/view-name.tsx";
import { visible } from "../ui/visible.ts";
import { Table } from "../view/table.tsx";
import { t } from "./text.ts";
import "./alerts.css";

type Alert = {
  id: string;
  view: string | null;
  kind: string;
  status: string;
  summary: string | null;
  created_at: string;
  attempts: number;
  next_attempt_at: string | null;
  finished_at: string | null;
  via: string | null;
  error: string | null;
};
type AlertPage = { alerts: Alert[]; next: string | null };

const PAGE = 50;
const KINDS = [
  "failing",
  "suspended",
  "function_failing",
  "stale",
  "reminder",
  "recovered",
  "test",
  "summary",
] as const;
const STATES = {
  pending: "queued",
  sent: "running",
  delivered: "ok",
  failed: "failed",
  unsent: "skipped",
  summarized: "skipped",
} as const;

export default function AlertsPage(_props: { route: Route }) {
  const older = useSignal<AlertPage | null>(null);
  const isTesting = useSignal(false);
  const poll = usePoll<AlertPage>(
    {
      ask: (options) => call<AlertPage>("alerts", { limit: PAGE }, options),
      isBusy: ({ alerts }) => alerts.some(({ status }) => status === "sent"),
    },
    [],
  );
  const more = async (before: string) => {
    const { data } = await call<AlertPage>("alerts", { limit: PAGE, before });
    if (data) older.value = { ...data, alerts: [...(older.value?.alerts ?? []), ...data.alerts] };
  };
  const test = async () => {
    isTesting.value = true;
    await testAlert();
    isTesting.value = false;
  };
  const latest = poll.data.value;
  const seen = new Set(latest?.alerts.map(({ id }) => id));
  const alerts = [
    ...(latest?.alerts ?? []),
    ...(older.value?.alerts ?? []).filter(({ id }) => !seen.has(id)),
  ];
  const next = older.value ? older.value.next : (latest?.next ?? null);
  return (
    <>
      <header class="page-head">
        <h1>{t("title")}</h1>
        <p class="quiet">{t("intro")}</p>
        {mayAct.value ? (
          <p>
            <Button busy={isTesting.value} onPress={() => void test()}>
              {t(isTesting.value ? "testing" : "test")}
            </Button>
          </p>
        ) : null}
      </header>
      {poll.error.value ? <ErrorBox error={poll.error.value} onAgain={poll.again} /> : null}
      {latest === null ? (
        poll.error.value ? null : (
          <Loading />
        )
      ) : alerts.length === 0 ? (
        <Empty title={t("none")}>
          <p class="quiet">{t("none_help")}</p>
        </Empty>
      ) : (
        <section class="card">
          <Table label={t("title")} heads={[t("created"), t("view"), t("kind"), t("state"), t("summary")]}>
            {alerts.map((alert) => (
              <AlertRow key={alert.id} alert={alert} />
            ))}
          </Table>
          {next === null ? null : (
            <p>
              <Button small onPress={() => void more(next)}>
                {t("more")}
              </Button>
            </p>
          )}
        </section>
      )}
    </>
  );
}

function AlertRow({ alert }: { alert: Alert }) {
  const kind = KINDS.find((each) => each === alert.kind);
  return (
    <tr>
      <td>
        <Time at={alert.created_at} form="time" />
      </td>
      <td>
        {alert.view === null ? (
          t("all")
        ) : (
          <a href={linkTo("view", { view: alert.view })}>
            <ViewName view={alert.view} />
          </a>
        )}
      </td>
      <td>{kind ? t(`kind_${kind}`) : alert.kind}</td>
      <td class="long">
        <Delivery alert={alert} />
      </td>
      <td dir="auto" class="long">
        {visible(alert.summary ?? "")}
      </td>
    </tr>
  );
}

function Delivery({ alert }: { alert: Alert }) {
  const state = (Object.keys(STATES) as (keyof typeof STATES)[]).find((each) => each === alert.status);
  return (
    <>
      <span class="alert-state">
        <StateShape word={state ? STATES[state] : "unknown"} /> {state ? t(state) : alert.status}
      </span>
      <p class="quiet" dir="auto">
        {alert.attempts === 0 ? null : t("attempts", { count: alert.attempts })}
        {alert.via === "function" || alert.via === "database" ? `, ${t(`via_${alert.via}`)}` : null}
        {alert.error === null ? null : ` · ${visible(alert.error)}`}
      </p>
      {alert.next_attempt_at === null ? null : (
        <p class="quiet">
          <Time at={alert.next_attempt_at} />
        </p>
      )}
    </>
  );
}
