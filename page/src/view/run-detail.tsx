// One run: what is known of it, and its way with waiting apart from working.

import { eachSecond, nowMs } from "../api/clock.ts";
import { linkTo } from "../app/route.ts";
import { formatMs } from "../i18n/format.ts";
import { Problem } from "../ui/problem.tsx";
import { Duration, Time } from "../ui/time.tsx";
import { visible } from "../ui/visible.ts";
import type { ChainRun } from "./answers.ts";
import { type Leg, readLegs, sumLegs } from "./chain.ts";
import { t } from "./text.ts";

export function RunDetail({ run }: { run: ChainRun }) {
  if (run.status === "queued") void eachSecond.value;
  const legs = readLegs(run, nowMs());
  const { waitingMs, workingMs } = sumLegs(legs);
  return (
    <div class="run-detail">
      <h3 class="run-title">
        {t("chain_of", { waiting: formatMs(waitingMs), working: formatMs(workingMs) })}
      </h3>
      <Way legs={legs} />
      {run.error ? (
        <Problem severity="error" message={run.error.message ?? ""} hint={run.error.hint} />
      ) : null}
      <RunFacts run={run} />
    </div>
  );
}

/** The legs as a bar, and as a list that says the same. */
function Way({ legs }: { legs: readonly Leg[] }) {
  return (
    <>
      <div class="way" aria-hidden="true">
        {legs.map(({ name, kind, ms }) => (
          <span key={name} class={`way-leg way-${kind}`} style={{ flexGrow: Math.max(ms, 1) }} />
        ))}
      </div>
      <ol class="legs">
        {legs.map(({ name, kind, ms, at, open }) => (
          <li key={name}>
            <span class={`leg-kind leg-${kind}`}>{t(kind)}</span>
            <span>{t(`leg_${name}`)}</span>
            <Duration ms={ms} />
            <span class="quiet">
              {open ? t("still") : <Time at={new Date(at).toISOString()} form="time" />}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

function RunFacts({ run }: { run: ChainRun }) {
  const { path, method, requested_by, caused_by, cancellation, chain, view } = run;
  const request = chain?.request;
  return (
    <ul class="run-facts quiet">
      <li>
        <code>{run.id}</code>
      </li>
      <li>{t(path === "edge" ? "path_edge" : "path_database")}</li>
      {method ? <li>{t(method === "plain" ? "method_plain" : "method_concurrently")}</li> : null}
      {requested_by ? <li dir="auto">{t("requested_by", { by: visible(requested_by) })}</li> : null}
      {request?.status_code ? <li>{t("request_status", { status: String(request.status_code) })}</li> : null}
      {request?.error ? <li dir="auto">{t("request_failed", { error: visible(request.error) })}</li> : null}
      {cancellation ? (
        <li dir="auto">
          {t("cancelled_by", { by: visible(cancellation.requested_by ?? "?") })}
          {cancellation.reason ? ` ${t("why_reason", { reason: visible(cancellation.reason) })}` : ""}
        </li>
      ) : null}
      {caused_by ? (
        <li>
          <a href={linkTo("view", { view, query: { run: caused_by } })}>
            {t("caused_by", { id: caused_by.slice(0, 8) })}
          </a>
        </li>
      ) : null}
    </ul>
  );
}
