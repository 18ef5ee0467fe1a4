// One check: what was found, how to mend it, and a way to silence it.

import { useSignal } from "@preact/signals";
import { call } from "../api/call.ts";
import { mayAct } from "../api/me.ts";
import { Button } from "../ui/button.tsx";
import { CodeToPaste } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { tellError } from "../ui/error-box.tsx";
import { StateBadge } from "../ui/state-badge.tsx";
import { Time } from "../ui/time.tsx";
import { visible } from "../ui/visible.ts";
import type { CheckRow } from "./answers.ts";
import { t } from "./text.ts";

export function CheckItem({ check, onSilenced }: { check: CheckRow; onSilenced: () => void }) {
  const { id, status, finding, repair, blocked_by, silenced } = check;
  return (
    <li class={`check${silenced ? " check-silenced" : ""}`} data-check={id}>
      <StateBadge word={status} />
      <div class="check-inside">
        <p class="check-finding" dir="auto">
          {visible(finding)}
        </p>
        <p class="quiet">
          <code>{id}</code>
          {blocked_by === null ? null : ` · ${t("blocked_by", { id: blocked_by })}`}
        </p>
        {silenced ? (
          <p class="quiet" dir="auto">
            {t("silenced_by", { by: visible(silenced.by ?? "?") })} <Time at={silenced.at} />
            {silenced.reason ? ` · ${visible(silenced.reason)}` : ""}
          </p>
        ) : null}
        {repair && status !== "ok" ? <Repair repair={repair} /> : null}
        {mayAct.value && (silenced || status === "error" || status === "warning") ? (
          <SilenceAct check={check} onSilenced={onSilenced} />
        ) : null}
      </div>
    </li>
  );
}

function Repair({ repair: { kind, text } }: { repair: { kind: string; text: string } }) {
  if (kind === "text")
    return (
      <p dir="auto">
        {t("repair")}: {visible(text)}
      </p>
    );
  return (
    <div>
      <p class="quiet">{t(kind === "shell" ? "repair_shell" : "repair_sql")}</p>
      <CodeToPaste text={text} />
    </div>
  );
}

function SilenceAct({ check, onSilenced }: { check: CheckRow; onSilenced: () => void }) {
  const isOpen = useSignal(false);
  const isBusy = useSignal(false);
  const { id, view, silenced } = check;
  const set = async (isSilenced: boolean, reason: string) => {
    isBusy.value = true;
    const { error } = await call("silence", {
      id,
      ...(view === null ? {} : { view }),
      silenced: isSilenced,
      ...(reason === "" ? {} : { reason }),
    });
    isBusy.value = false;
    if (error) {
      tellError(error);
      return;
    }
    isOpen.value = false;
    onSilenced();
  };
  if (silenced)
    return (
      <p>
        <Button small kind="quiet" busy={isBusy.value} onPress={() => void set(false, "")}>
          {t("unsilence")}
        </Button>
      </p>
    );
  return (
    <>
      <p>
        <Button
          small
          kind="quiet"
          onPress={() => {
            isOpen.value = true;
          }}
        >
          {t("silence")}
        </Button>
      </p>
      {isOpen.value ? (
        <Dialog
          title={t("silence_title", { id })}
          onClose={() => {
            isOpen.value = false;
          }}
        >
          <form
            class="form"
            onSubmit={(event) => {
              event.preventDefault();
              const fields = new FormData(event.currentTarget as HTMLFormElement);
              void set(true, String(fields.get("reason") ?? "").trim());
            }}
          >
            <p class="quiet">{t("silence_text")}</p>
            <label>
              {t("silence_reason")}
              <input name="reason" maxLength={200} autocomplete="off" />
            </label>
            <div class="dialog-acts">
              <Button
                onPress={() => {
                  isOpen.value = false;
                }}
              >
                {t("cancel")}
              </Button>
              <Button kind="primary" type="submit" busy={isBusy.value}>
                {t("silence")}
              </Button>
            </div>
          </form>
        </Dialog>
      ) : null}
    </>
  );
}
