// What one can do to a view. Each act asks first where it hurts, tells how it went, and has what is on the screen asked for
// anew, so that the new state is the database's and not a guess.

import type { Run } from "../api/answers.ts";
import { call, type RefreshDashboardError, type Result } from "../api/call.ts";
import { activePoll } from "../api/poll.ts";
import { formatMs } from "../i18n/format.ts";
import { confirm } from "../ui/dialog.tsx";
import { tellError } from "../ui/error-box.tsx";
import { tell, tellFailure } from "../ui/toast.tsx";
import { visible } from "../ui/visible.ts";
import { followToEnd, setFollowed } from "./follow-run.ts";
import { t } from "./text.ts";

/** Asks anew for what is on the screen. */
const lookAgain = () => activePoll.value?.again();

/** Refreshes a view and follows the run; a paused or suspended view is refreshed after a question. */
export async function refreshView(view: string, { force = false } = {}): Promise<void> {
  const since = performance.now();
  setFollowed(view, { run: null, since });
  const { data, error } = await call<Run>("refresh", { view, ...(force ? { force } : {}), wait_seconds: 0 });
  if (error !== null) {
    setFollowed(view, null);
    if ((error.code === "paused" || error.code === "suspended") && !force) return askToForce(view, error);
    const run = runOf(error);
    if (run === null) tellError(error);
    else tellEnd(run);
    await lookAgain();
    return;
  }
  void lookAgain();
  const run = await followToEnd(data, since);
  if (run !== null) tellEnd(run);
  await lookAgain();
}

/** A refresh that has failed is answered as an error that has the run. */
const runOf = ({ problem }: RefreshDashboardError): Run | null => (problem?.run as Run | undefined) ?? null;

async function askToForce(view: string, { detail, code }: RefreshDashboardError): Promise<void> {
  const isSure = await confirm({
    title: t("forceTitle", { view: visible(view) }),
    body: <p>{code === "paused" ? t("forcePaused") : `${detail} ${t("forceSuspended")}`}</p>,
    act: t("forceAct"),
  });
  if (isSure) await refreshView(view, { force: true });
}

function tellEnd(run: Run): void {
  const view = visible(run.view);
  if (run.status === "succeeded")
    tell(t("refreshed", { view, duration: run.duration_ms === null ? "" : formatMs(run.duration_ms) }));
  else if (run.status === "cancelled") tell(t("wasCancelled", { view }));
  else
    tellFailure(
      t("refreshFailed", { view, reason: visible(run.error?.message ?? run.status) }),
      run.error?.hint ?? null,
    );
}

/** Stops a run after a question. `cancelling` means that its backend has not let go yet: the page goes on asking. */
export async function cancelRun(run: { id: string; view: string }): Promise<void> {
  const isSure = await confirm({
    title: t("cancelTitle", { view: visible(run.view) }),
    body: <p>{t("cancelBody")}</p>,
    act: t("cancelAct"),
    kind: "danger",
  });
  if (!isSure) return;
  const { data, error } = await call<Run>("cancel", { id: run.id });
  if (error !== null) tellError(error);
  else if (data.status === "cancelled") tell(t("wasCancelled", { view: visible(run.view) }));
  else void followToEnd(data).then((ended) => ended !== null && tellEnd(ended));
  await lookAgain();
}

/** Lets the schedule go on, and the failures be forgotten. */
export async function resumeView(view: string): Promise<void> {
  const { error } = await call("reconfigure", { view, active: true });
  if (error !== null) tellError(error);
  else tell(t("resumed", { view: visible(view) }));
  await lookAgain();
}

/** Pauses; the dialog that asks why and until when is pause-dialog.tsx. @returns whether it is paused. */
export async function pauseView(
  view: string,
  { reason, until }: { reason: string | null; until: string | null },
): Promise<boolean> {
  const patch = {
    active: false,
    ...(reason === null ? {} : { pause_reason: reason }),
    ...(until === null ? {} : { paused_until: until }),
  };
  const { error }: Result<unknown> = await call("reconfigure", { view, ...patch });
  if (error !== null) tellError(error);
  else tell(t("paused", { view: visible(view) }));
  await lookAgain();
  return error === null;
}

/** Sends a test to the webhook of the alerts. */
export async function testAlert(): Promise<void> {
  const { data, error } = await call<{ status: string; error: string | null }>("testAlert");
  if (error !== null) tellError(error);
  else if (data.status === "delivered") tell(t("alertDelivered"));
  else tell(t("alertSent"));
  await lookAgain();
}
