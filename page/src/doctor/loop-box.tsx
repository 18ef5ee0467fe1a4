// The loop test: a ping the whole way round, its legs timed, and the first that is missing named.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RefreshDashboardError } from "../../../client/error.ts";
import { call } from "../api/call.ts";
import { eachSecond, nowMs } from "../api/clock.ts";
import { mayAct } from "../api/me.ts";
import { formatMs, formatSeconds } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { ErrorBox } from "../ui/error-box.tsx";
import { Problem } from "../ui/problem.tsx";
import { StateShape } from "../ui/state-badge.tsx";
import { Time } from "../ui/time.tsx";
import { visible } from "../ui/visible.ts";
import { Table } from "../view/table.tsx";
import type { Loop, Loops } from "./answers.ts";
import { t } from "./text.ts";

const ASK_EACH_MS = 2000;
const LEGS = ["pg_cron", "pg_net", "function", "database", "answer"] as const;

const nameOf = (leg: string): string => {
  const known = LEGS.find((each) => each === leg);
  return known ? t(`leg_${known}`) : leg;
};

export function LoopBox() {
  const loops = useSignal<Loop[]>([]);
  const error = useSignal<RefreshDashboardError | null>(null);
  const isStarting = useSignal(false);
  const put = (loop: Loop) => {
    loops.value = [loop, ...loops.value.filter(({ id }) => id !== loop.id)];
  };
  useEffect(() => {
    const given = new AbortController();
    void call<Loops>("loops", {}, { signal: given.signal }).then((result) => {
      if (given.signal.aborted) return;
      error.value = result.error;
      if (result.data) loops.value = result.data.loops;
    });
    return () => given.abort();
  }, [loops, error]);
  const [latest] = loops.value;
  const runningId = latest?.status === "running" ? latest.id : null;
  useEffect(() => {
    if (runningId === null) return;
    const timer = setInterval(async () => {
      if (document.hidden) return;
      const result = await call<Loop>("loop", { id: runningId });
      error.value = result.error;
      if (result.data) put(result.data);
    }, ASK_EACH_MS);
    return () => clearInterval(timer);
  }, [runningId]);
  const start = async () => {
    isStarting.value = true;
    const result = await call<Loop>("startLoop");
    isStarting.value = false;
    error.value = result.error;
    if (result.data) put(result.data);
  };
  return (
    <section class="card loop">
      <h2>{t("loop")}</h2>
      <p class="quiet">{t("loop_intro")}</p>
      {mayAct.value ? (
        <p>
          <Button busy={isStarting.value || runningId !== null} onPress={() => void start()}>
            {t("loop_start")}
          </Button>
        </p>
      ) : null}
      {error.value ? <ErrorBox error={error.value} /> : null}
      {latest ? <Latest loop={latest} /> : error.value ? null : <p class="quiet">{t("loop_none")}</p>}
      {loops.value.length > 1 ? <Earlier loops={loops.value.slice(1)} /> : null}
    </section>
  );
}

function Latest({ loop }: { loop: Loop }) {
  const { status, legs, missing, why, hint, started_at } = loop;
  if (status === "running") void eachSecond.value;
  const elapsed = formatSeconds(Math.max(0, Math.floor((nowMs() - Date.parse(started_at)) / 1000)));
  return (
    <>
      <div role="status">
        {status === "running" ? (
          <p>{t("loop_running")}</p>
        ) : status === "complete" ? (
          <p class="tone-good">{t("loop_complete")}</p>
        ) : (
          <Problem
            severity="error"
            message={`${t("loop_broken", { leg: nameOf(missing ?? "?") })} ${why ?? ""}`}
            hint={hint}
          />
        )}
      </div>
      {status === "running" ? (
        <p class="quiet" aria-hidden="true">
          {elapsed}
        </p>
      ) : null}
      <ol class="loop-legs">
        {legs.map(({ name, at, ms }) => {
          const word =
            at !== null ? "ok" : name === missing ? "error" : status === "running" ? "running" : "skipped";
          return (
            <li key={name} class={`loop-leg loop-leg-${word}`} data-leg={name}>
              <StateShape word={word} />
              <span>{nameOf(name)}</span>
              <span class="quiet figure">
                {ms !== null
                  ? formatMs(ms)
                  : t(name === missing ? "leg_missing" : status === "running" ? "leg_open" : "leg_unreached")}
              </span>
            </li>
          );
        })}
      </ol>
    </>
  );
}

function Earlier({ loops }: { loops: Loop[] }) {
  return (
    <details>
      <summary>{t("loop_last")}</summary>
      <Table label={t("loop_last")} heads={[t("loop_at"), t("loop_by"), t("loop_legs")]}>
        {loops.map((loop) => (
          <tr key={loop.id}>
            <td>
              <Time at={loop.started_at} form="time" />
            </td>
            <td>
              <bdi>{visible(loop.started_by ?? "–")}</bdi>
            </td>
            <td>
              {loop.status === "complete"
                ? loop.legs.map(({ ms }) => (ms === null ? "–" : formatMs(ms))).join(" · ")
                : t("loop_broken", { leg: nameOf(loop.missing ?? "?") })}
            </td>
          </tr>
        ))}
      </Table>
    </details>
  );
}
