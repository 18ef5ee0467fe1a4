// Asks why a view is paused, and until when.

import { signal, useSignal } from "@preact/signals";
import { nowMs } from "../api/clock.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { t as parts } from "../ui/text.ts";
import { visible } from "../ui/visible.ts";
import { pauseView } from "./acts.tsx";
import { t } from "./text.ts";

const HOUR_MS = 3_600_000;

/** How long, in hours; null until somebody resumes it. */
const CHOICES = {
  untilResumed: null,
  forHour: 1,
  forFourHours: 4,
  untilTomorrow: 24,
  untilChosen: null,
} as const;
type Choice = keyof typeof CHOICES;

const asked = signal<string | null>(null);

/** Opens the dialog. */
export function askToPause(view: string): void {
  asked.value = view;
}

/** Where the dialog opens; once in the page. */
export function PauseHost() {
  return asked.value === null ? null : <PauseDialog view={asked.value} onClose={close} key={asked.value} />;
}

const close = (): void => {
  asked.value = null;
};

function PauseDialog({ view, onClose }: { view: string; onClose: () => void }) {
  const choice = useSignal<Choice>("untilResumed");
  const isBusy = useSignal(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy.value) return;
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const reason = String(fields.get("reason") ?? "").trim();
    isBusy.value = true;
    const isDone = await pauseView(view, {
      reason: reason === "" ? null : reason,
      until: endOf(choice.value, String(fields.get("until") ?? "")),
    });
    isBusy.value = false;
    if (isDone) onClose();
  };
  return (
    <Dialog title={t("pauseTitle", { view: visible(view) })} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <p class="quiet">{t("pauseBody")}</p>
        <label>
          {t("pauseReason")}
          <input name="reason" maxLength={200} autocomplete="off" />
        </label>
        <label>
          {t("pauseUntil")}
          <select
            value={choice.value}
            onChange={(event) => {
              choice.value = event.currentTarget.value as Choice;
            }}
          >
            {(Object.keys(CHOICES) as Choice[]).map((each) => (
              <option key={each} value={each}>
                {t(each)}
              </option>
            ))}
          </select>
        </label>
        {choice.value === "untilChosen" ? (
          <input name="until" type="datetime-local" required aria-label={t("pauseUntil")} />
        ) : null}
        <div class="dialog-acts">
          <Button onPress={onClose}>{parts("cancel")}</Button>
          <Button kind="primary" type="submit" busy={isBusy.value}>
            {t("pauseAct")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** An hour from now by the database's clock; a chosen time as the browser's zone has it. */
function endOf(choice: Choice, chosen: string): string | null {
  if (choice === "untilChosen") return chosen === "" ? null : new Date(chosen).toISOString();
  const hours = CHOICES[choice];
  return hours === null ? null : new Date(nowMs() + hours * HOUR_MS).toISOString();
}
