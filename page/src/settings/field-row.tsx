// One setting in the form.

import { useId } from "preact/hooks";
import { visible } from "../ui/visible.ts";
import { ScheduleText } from "../view/schedule-text.tsx";
import type { Entry, Field } from "./form.ts";
import { type Amount, UNITS, type Unit } from "./interval.ts";
import { t } from "./text.ts";

type FieldRowProps = {
  field: Field;
  entry: Entry;
  isWrong: boolean;
  isChanged: boolean;
  onEnter: (entry: Entry) => void;
};

export function FieldRow({ field, entry, isWrong, isChanged, onEnter }: FieldRowProps) {
  const id = useId();
  const described = `${id}-help${isWrong ? ` ${id}-wrong` : ""}`;
  const standard =
    field.default === null ? t("default_none") : t("by_default", { value: visible(field.default) });
  return (
    <div class={`field${isChanged ? " field-changed" : ""}`}>
      <label for={id}>
        <code>{field.name}</code>
      </label>
      <div class="field-input">
        <Control
          id={id}
          field={field}
          entry={entry}
          describedBy={described}
          isWrong={isWrong}
          onEnter={onEnter}
        />
        {field.name === "schedule" && typeof entry === "string" && entry.trim() !== "" ? (
          <p aria-live="polite">
            <ScheduleText schedule={entry} />
          </p>
        ) : null}
        {isWrong ? (
          <p id={`${id}-wrong`} class="field-wrong">
            {t("not_a_number")}
          </p>
        ) : null}
        <p id={`${id}-help`} class="field-help quiet" lang="en">
          {field.description === null ? "" : `${field.description} `}
          <span>{standard}.</span>
        </p>
      </div>
    </div>
  );
}

type ControlProps = {
  id: string;
  field: Field;
  entry: Entry;
  describedBy: string;
  isWrong: boolean;
  onEnter: (entry: Entry) => void;
};

function Control({ id, field, entry, describedBy, isWrong, onEnter }: ControlProps) {
  const common = { id, name: field.name, "aria-describedby": describedBy, "aria-invalid": isWrong };
  if (typeof entry !== "string") return <AmountControl {...{ common, field, entry, onEnter }} />;
  if (field.kind === "choice" || field.kind === "yes_no")
    return (
      <select {...common} value={entry} onChange={(event) => onEnter(event.currentTarget.value)}>
        {field.choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    );
  return (
    <input
      {...common}
      value={entry}
      maxLength={200}
      autocomplete="off"
      spellcheck={false}
      inputMode={field.kind === "number" ? "decimal" : "text"}
      placeholder={field.default ?? ""}
      onInput={(event) => onEnter(event.currentTarget.value)}
    />
  );
}

type AmountControlProps = {
  common: { id: string; name: string; "aria-describedby": string; "aria-invalid": boolean };
  field: Field;
  entry: Amount;
  onEnter: (entry: Entry) => void;
};

function AmountControl({ common, field, entry, onEnter }: AmountControlProps) {
  return (
    <span class="field-amount">
      <input
        {...common}
        value={entry.value}
        maxLength={12}
        autocomplete="off"
        inputMode="decimal"
        onInput={(event) => onEnter({ ...entry, value: event.currentTarget.value })}
      />
      <select
        aria-label={t("unit_of", { name: field.name })}
        value={entry.unit}
        onChange={(event) => onEnter({ ...entry, unit: event.currentTarget.value as Unit })}
      >
        {(Object.keys(UNITS) as Unit[]).map((unit) => (
          <option key={unit} value={unit}>
            {t(unit)}
          </option>
        ))}
      </select>
    </span>
  );
}
