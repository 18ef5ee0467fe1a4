// A view at a glance.

import { MainAct } from "../acts/act-buttons.tsx";
import type { ViewRow as Row } from "../api/answers.ts";
import { eachTenSeconds, secondsUntil } from "../api/clock.ts";
import { linkTo } from "../app/route.ts";
import { formatDistance, formatFullTime } from "../i18n/format.ts";
import { StateBadge, wordOfView } from "../ui/state-badge.tsx";
import { ViewName } from "../ui/view-name.tsx";
import { Attention } from "./attention.tsx";
import { FreshnessBar } from "./freshness-bar.tsx";
import { RunStrip } from "./run-strip.tsx";
import { t } from "./text.ts";

export function ViewRow({ row, answeredAtMs }: { row: Row; answeredAtMs: number }) {
  const usualMs = row.runs.findLast(({ status }) => status === "succeeded")?.duration_ms ?? null;
  return (
    <li class="row">
      <div class="row-state">
        <StateBadge word={wordOfView(row)} />
      </div>
      <div class="row-name">
        <h2>
          <a href={linkTo("view", { view: row.view })}>
            <ViewName view={row.view} />
          </a>
        </h2>
        <Attention row={row} />
      </div>
      <FreshnessBar row={row} answeredAtMs={answeredAtMs} />
      <div class="row-runs">
        <RunStrip runs={row.runs} />
        <NextFiring at={row.next_run_at} />
      </div>
      <div class="row-act">
        <MainAct subject={{ view: row.view, paused: row.paused, refreshing: row.refreshing, usualMs }} />
      </div>
    </li>
  );
}

function NextFiring({ at }: { at: string | null }) {
  void eachTenSeconds.value;
  return (
    <p class="quiet row-next">
      {at === null ? (
        t("nextNone")
      ) : (
        <time dateTime={at} title={formatFullTime(at)}>
          {t("next", { time: formatDistance(Math.max(0, secondsUntil(at))) })}
        </time>
      )}
    </p>
  );
}
