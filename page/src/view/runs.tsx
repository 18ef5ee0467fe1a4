// Runs as a table, each with its way when somebody asks for it.

import { useSignal } from "@preact/signals";
import { Fragment } from "preact";
import { useEffect } from "preact/hooks";
import type { RefreshDashboardError } from "../../../client/error.ts";
import type { Run } from "../api/answers.ts";
import { call } from "../api/call.ts";
import { linkTo } from "../app/route.ts";
import { Loading } from "../ui/empty.tsx";
import { ErrorBox } from "../ui/error-box.tsx";
import { StateBadge } from "../ui/state-badge.tsx";
import { Duration, Time } from "../ui/time.tsx";
import { ViewName } from "../ui/view-name.tsx";
import type { ChainRun } from "./answers.ts";
import { RunDetail } from "./run-detail.tsx";
import { Table } from "./table.tsx";
import { t } from "./text.ts";

/** The word of a run's state, also while it is on its way. */
export const wordOfRun = ({ status, running, cancelling }: Run): string =>
  status === "queued" ? (cancelling ? "cancelling" : running ? "running" : "queued") : status;

const TRIGGERS = ["cron", "admin", "watchdog", "cascade", "sql"] as const;

/** What asked for a run, in words; as it is where it is new. */
export function tellTrigger(trigger: string): string {
  const known = TRIGGERS.find((each) => each === trigger);
  return known ? t(`trigger_${known}`) : trigger;
}

type RunTableProps = {
  label: string;
  runs: readonly ChainRun[];
  /** The run that is open; null for none. */
  open: string | null;
  onOpen: (id: string | null) => void;
  /** Of several views: each row says which. */
  withView?: boolean;
};

export function RunTable({ label, runs, open, onOpen, withView = false }: RunTableProps) {
  const heads = [
    t("ended"),
    ...(withView ? [t("view")] : []),
    t("outcome"),
    t("trigger"),
    t("took"),
    t("rows"),
    t("way"),
  ];
  return (
    <Table label={label} heads={heads}>
      {runs.map((run) => {
        const isOpen = run.id === open;
        return (
          <Fragment key={run.id}>
            <tr class={isOpen ? "run-open" : undefined}>
              <td>
                <Time at={run.finished_at ?? run.requested_at} form="time" />
              </td>
              {withView ? (
                <td>
                  <a href={linkTo("view", { view: run.view })}>
                    <ViewName view={run.view} />
                  </a>
                </td>
              ) : null}
              <td>
                <StateBadge word={wordOfRun(run)} />
              </td>
              <td>{tellTrigger(run.trigger)}</td>
              <td>
                <Duration ms={run.duration_ms} />
              </td>
              <td>{rowsOf(run)}</td>
              <td>
                <button
                  type="button"
                  class="button button-quiet button-small run-act"
                  aria-expanded={isOpen}
                  onClick={() => onOpen(isOpen ? null : run.id)}
                >
                  {t(isOpen ? "hide_chain" : "show_chain")}
                </button>
              </td>
            </tr>
            {isOpen ? (
              <tr class="run-more">
                <td colSpan={heads.length}>{run.chain ? <RunDetail run={run} /> : <OneRun id={run.id} />}</td>
              </tr>
            ) : null}
          </Fragment>
        );
      })}
    </Table>
  );
}

function rowsOf({ rows_inserted, rows_deleted }: Run): string {
  if (rows_inserted === null || rows_inserted === undefined) return "–";
  return t("rows_changed", { inserted: rows_inserted, deleted: rows_deleted ?? "?" });
}

/** A run that is asked for by itself: an older one, or one that a link names. */
export function OneRun({ id }: { id: string }) {
  const run = useSignal<ChainRun | null>(null);
  const error = useSignal<RefreshDashboardError | null>(null);
  useEffect(() => {
    const given = new AbortController();
    void call<ChainRun>("run", { id, chain: true }, { signal: given.signal }).then((result) => {
      if (given.signal.aborted) return;
      run.value = result.data;
      error.value = result.error;
    });
    return () => given.abort();
  }, [id, run, error]);
  if (error.value) return <ErrorBox error={error.value} />;
  return run.value ? <RunDetail run={run.value} /> : <Loading rows={1} />;
}
