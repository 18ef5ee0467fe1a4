// The form of a view's settings: tried before it is saved, and never over what somebody else has saved meanwhile.

import { useEffect, useMemo, useRef } from "preact/hooks";
import { mayAct } from "../api/me.ts";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/empty.tsx";
import { ErrorBox } from "../ui/error-box.tsx";
import { Problem } from "../ui/problem.tsx";
import { FieldRow } from "./field-row.tsx";
import { PreviewBox } from "./preview-box.tsx";
import { t } from "./text.ts";
import { makeSettingsForm, type SettingsFormState } from "./use-settings.ts";
import "./settings.css";

export function SettingsForm({ view, onSaved }: { view: string; onSaved: () => Promise<void> }) {
  const form = useMemo(() => makeSettingsForm(view, onSaved), [view]);
  useEffect(() => void form.load(), [form]);
  const { known, entries, fields, made, error } = form;
  if (known.value === null)
    return error.value ? (
      <ErrorBox error={error.value} onAgain={() => void form.load()} />
    ) : (
      <Loading rows={3} />
    );
  const wrong = new Set(made.value.wrong.map(({ name }) => name));
  const { revision } = known.value.settings;
  return (
    <form
      class="settings"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.tryOut();
      }}
    >
      <p class="quiet">
        {t("revision", { revision: String(revision) })} · {t(mayAct.value ? "acts_elsewhere" : "read_only")}
      </p>
      <fieldset disabled={!mayAct.value}>
        {fields.value.map((field) => (
          <FieldRow
            key={field.name}
            field={field}
            entry={entries.value[field.name] ?? field.initial}
            isWrong={wrong.has(field.name)}
            isChanged={field.name in made.value.patch}
            onEnter={(entry) => form.enter(field.name, entry)}
          />
        ))}
      </fieldset>
      {mayAct.value ? <Foot form={form} /> : null}
    </form>
  );
}

function Foot({ form }: { form: SettingsFormState }) {
  const { made, doing, error, theirs, saved, preview } = form;
  const count = Object.keys(made.value.patch).length;
  const isConflict = error.value?.code === "precondition_failed";
  const told = useRef<HTMLDivElement>(null);
  const isTold = preview.value !== null || error.value !== null;
  useEffect(() => {
    if (isTold) told.current?.scrollIntoView({ block: "center" });
  }, [isTold]);
  return (
    <>
      <div ref={told} class="settings-foot">
        <div role="status">
          {saved.value === null ? null : (
            <p class="settings-saved">{t("saved", { revision: String(saved.value) })}</p>
          )}
          {theirs.value && theirs.value.length > 0 ? (
            <Problem severity="warning" message={t("theirs_changed", { names: theirs.value.join(", ") })} />
          ) : null}
        </div>
        {isConflict ? (
          <div role="alert">
            <Problem
              severity="warning"
              message={t("conflict")}
              hint={t("conflict_mine")}
              code="precondition_failed"
            />
          </div>
        ) : error.value ? (
          <ErrorBox error={error.value} />
        ) : null}
        {preview.value ? <PreviewBox form={form} preview={preview.value} /> : null}
      </div>
      <div class="settings-acts">
        {isConflict ? (
          <Button kind="primary" onPress={() => void form.load()} busy={doing.value === "loading"}>
            {t("load_theirs")}
          </Button>
        ) : preview.value ? (
          <Button kind="primary" onPress={() => void form.save()} busy={doing.value === "saving"}>
            {t(doing.value === "saving" ? "saving" : "save")}
          </Button>
        ) : (
          <Button
            kind="primary"
            type="submit"
            busy={doing.value === "trying"}
            disabled={count === 0 || made.value.wrong.length > 0}
          >
            {t(doing.value === "trying" ? "trying" : "try_out")}
          </Button>
        )}
        {count === 0 ? (
          <span class="quiet">{t("nothing_changed")}</span>
        ) : (
          <>
            <span class="quiet">{t("changed_count", { count })}</span>
            <Button kind="quiet" onPress={form.undo}>
              {t("undo")}
            </Button>
          </>
        )}
      </div>
    </>
  );
}
