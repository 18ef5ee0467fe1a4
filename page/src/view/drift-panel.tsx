// Who sees a wrong number: the view compared with its query, when somebody asks for it.

import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import type { RefreshDashboardError } from "../../../client/error.ts";
import { call } from "../api/call.ts";
import { formatMs } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { ErrorBox } from "../ui/error-box.tsx";
import { Problem } from "../ui/problem.tsx";
import { visible } from "../ui/visible.ts";
import type { Counts, Drift } from "./answers.ts";
import { Table } from "./table.tsx";
import { t } from "./text.ts";

type DriftPanelProps = {
  view: string;
  /** How long a refresh takes; null where that is not known. */
  usualMs: number | null;
};

export function DriftPanel({ view, usualMs }: DriftPanelProps) {
  const by = useSignal("");
  const isRunning = useSignal(false);
  const drift = useSignal<Drift | null>(null);
  const error = useSignal<RefreshDashboardError | null>(null);
  const given = useRef<AbortController | null>(null);
  const help = useId();
  useEffect(() => () => given.current?.abort(), []);
  const compare = async (event: Event) => {
    event.preventDefault();
    if (isRunning.value) return;
    const mine = new AbortController();
    given.current = mine;
    isRunning.value = true;
    error.value = null;
    const column = by.value.trim();
    const input = { view, ...(column === "" ? {} : { by: column }) };
    const result = await call<Drift>("drift", input, { signal: mine.signal });
    if (mine.signal.aborted) return;
    isRunning.value = false;
    drift.value = result.data;
    error.value = result.error;
  };
  return (
    <>
      <p>{usualMs === null ? t("drift_cost_unknown") : t("drift_cost", { age: formatMs(usualMs) })}</p>
      <form class="drift-form" onSubmit={compare}>
        <label>
          {t("drift_by")}
          <input
            name="by"
            maxLength={200}
            autocomplete="off"
            spellcheck={false}
            aria-describedby={help}
            value={by.value}
            onInput={(event) => {
              by.value = event.currentTarget.value;
            }}
          />
        </label>
        <Button type="submit" kind="primary" busy={isRunning.value}>
          {t(isRunning.value ? "drift_running" : "drift_start")}
        </Button>
        <p id={help} class="quiet">
          {t("drift_by_help")}
        </p>
      </form>
      <div role="status">
        {error.value ? <ErrorBox error={error.value} /> : null}
        {drift.value ? <Result drift={drift.value} /> : null}
      </div>
    </>
  );
}

function Result({ drift }: { drift: Drift }) {
  if (!drift.complete) return <Problem severity="warning" message={t("drift_cut")} hint={drift.reason} />;
  const { defined = 0, shown = 0, missing = 0, extra = 0, different = 0 } = drift;
  const wrong = missing + extra + different;
  if (wrong === 0) return <p class="drift-none">{t("drift_none", { count: shown })}</p>;
  const total = { defined, shown, missing, extra, different };
  return (
    <>
      <p class="drift-some">{t("drift_some", { count: wrong })}</p>
      <Table
        label={t("drift")}
        heads={[
          drift.by === null ? t("drift_group") : visible(drift.by),
          t("drift_defined"),
          t("drift_shown"),
          t("drift_missing"),
          t("drift_extra"),
          t("drift_different"),
        ]}
      >
        {(drift.groups ?? []).map(({ value, ...counts }) => (
          <CountsRow key={JSON.stringify(value)} name={tellValue(value)} counts={counts} />
        ))}
        <CountsRow name={t("drift_total")} counts={total} />
      </Table>
      {drift.groups_left_out ? (
        <p class="quiet">{t("drift_more", { count: drift.groups_left_out })}</p>
      ) : null}
    </>
  );
}

type CountsProps = { name: string; counts: Counts };

function CountsRow({ name, counts: { defined, shown, missing, extra, different } }: CountsProps) {
  return (
    <tr>
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      {[defined, shown, missing, extra, different].map((count, index) => (
        // The order of the columns never changes.
        <td key={index} class="figure">
          {count}
        </td>
      ))}
    </tr>
  );
}

const tellValue = (value: unknown): string =>
  value === null || value === undefined
    ? t("no_value")
    : visible(typeof value === "string" ? value : JSON.stringify(value));
