// What is done to all views at once.

import { call } from "../api/call.ts";
import { activePoll } from "../api/poll.ts";
import { confirm } from "../ui/dialog.tsx";
import { tellError } from "../ui/error-box.tsx";
import { tell } from "../ui/toast.tsx";
import { visible } from "../ui/visible.ts";
import { t } from "./text.ts";

interface RefreshedAll {
  runs: unknown[];
  skipped: { view: string; code: string; message: string }[];
}

export async function refreshAll(count: number): Promise<void> {
  const isSure = await confirm({
    title: t("refreshAllTitle", { count }),
    body: <p>{t("refreshAllBody")}</p>,
    act: t("refreshAll"),
  });
  if (!isSure) return;
  const { data, error } = await call<RefreshedAll>("refresh", { all: true });
  if (error !== null) tellError(error);
  else {
    tell(t("refreshAllDone", { count: data.runs.length }));
    const names = data.skipped.map(({ view }) => visible(view)).join(", ");
    if (names !== "") tell(t("refreshAllSkipped", { count: data.skipped.length, names }));
  }
  await activePoll.value?.again();
}

export async function pauseAll(count: number): Promise<void> {
  const isSure = await confirm({
    title: t("pauseAllTitle", { count }),
    body: <p>{t("pauseAllBody")}</p>,
    act: t("pauseAll"),
    kind: "danger",
  });
  if (isSure) await setAll({ active: false }, t("pauseAllDone"));
}

export const resumeAll = (): Promise<void> => setAll({ active: true }, t("resumeAllDone"));

async function setAll(settings: Record<string, unknown>, done: string): Promise<void> {
  const { error } = await call("reconfigureAll", settings);
  if (error !== null) tellError(error);
  else tell(done);
  await activePoll.value?.again();
}
