// A call that failed, in words: what this page knows itself in the reader's language, and what the function says as it says it.

import type { RefreshDashboardError } from "../../../client/error.ts";
import { Button } from "./button.tsx";
import { Problem } from "./problem.tsx";
import { t } from "./text.ts";
import { tellFailure } from "./toast.tsx";

/** What happened and what to do, for a reader. */
function explain({ code, detail, hint }: RefreshDashboardError): {
  message: string;
  hint: string | null;
} {
  if (code === "unreachable") return { message: t("unreachable"), hint: t("unreachableHint") };
  if (code === "timed_out") return { message: t("timedOut"), hint: t("unreachableHint") };
  if (code === "unexpected_answer")
    return { message: t("unexpected", { detail }), hint: t("unexpectedHint") };
  if (code === "forbidden") return { message: t("forbidden"), hint: t("forbiddenHint") };
  return { message: detail, hint };
}

/** Tells that a call has failed, where nothing on the page has a place for it. */
export function tellError(error: RefreshDashboardError): void {
  const { message, hint } = explain(error);
  tellFailure(message, hint);
}

export function ErrorBox({ error, onAgain }: { error: RefreshDashboardError; onAgain?: () => void }) {
  return (
    <div class="error-box" role="alert">
      <Problem severity="error" {...explain(error)} code={error.code} />
      <p class="error-box-foot">
        {error.request_id === null ? null : (
          <span class="quiet">{t("requestId", { id: error.request_id })}</span>
        )}
        {onAgain === undefined ? null : (
          <Button small onPress={onAgain}>
            {t("again")}
          </Button>
        )}
      </p>
    </div>
  );
}
