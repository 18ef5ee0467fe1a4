// The sentence that says whether all is right.

import type { Overview } from "../api/answers.ts";
import { linkTo } from "../app/route.ts";
import { formatSeconds } from "../i18n/format.ts";
import { Problem } from "../ui/problem.tsx";
import { StateShape } from "../ui/state-badge.tsx";
import { t } from "./text.ts";

export function Headline({ answer: { summary, scheduler } }: { answer: Overview }) {
  const isRight = summary.promises_broken === 0;
  return (
    <div class="headline">
      <h1>
        <StateShape
          word={isRight ? "fresh" : summary.missing + summary.suspended > 0 ? "missing" : "stale"}
          size={28}
        />
        <span>{sayPromises(summary)}</span>
      </h1>
      <p class="quiet">
        {[
          summary.failing === 0 ? null : t("failing", { count: summary.failing }),
          summary.paused === 0 ? null : t("pausedToo", { count: summary.paused }),
        ]
          .filter((sentence) => sentence !== null)
          .join(" ")}
      </p>
      {scheduler.alive === false ? (
        <div class="headline-silent" role="alert">
          <Problem severity="error" message={t("silent")} hint={t("silentHint")} />
          <a href={linkTo("doctor")}>{t("openDoctor")}</a>
        </div>
      ) : null}
    </div>
  );
}

/** Also the title of the document. */
export function sayPromises({ views, promises_broken }: Overview["summary"]): string {
  if (promises_broken === 0) return t("allFresh", { count: views });
  if (views === 1) return t("onlyBroken");
  return t("broken", { count: promises_broken, of: views });
}

/** What all views have saved, below the list. */
export function Saved({ views }: { views: Overview["views"] }) {
  const refreshes = views.reduce((sum, { saved }) => sum + saved.refreshes, 0);
  const seconds = views.reduce((sum, { saved }) => sum + saved.seconds, 0);
  if (refreshes === 0) return null;
  return (
    <p class="saved quiet">
      {t("saved", { count: refreshes, duration: formatSeconds(Math.round(seconds)) })}
    </p>
  );
}
