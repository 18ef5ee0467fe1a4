// The form of a view's settings, made from the list that the database gives: which settings there are, of which type, with
// which choices. What makes sense for each is decided there too: the form checks nothing but that a number is one.

import { type Amount, amountOf, intervalOf } from "./interval.ts";

/** A setting, as `GET /settings` lists it. */
export type Setting = {
  name: string;
  type: string;
  default: unknown;
  limits?: string | null | undefined;
  description?: string | null | undefined;
  choices?: readonly unknown[] | null | undefined;
};

export type FieldKind = "yes_no" | "choice" | "amount" | "number" | "time" | "text";

/** What a field holds: a text, or for an interval a number and a unit. Empty means the default. */
export type Entry = string | Amount;

export type Field = {
  name: string;
  kind: FieldKind;
  choices: readonly string[];
  limits: string | null;
  description: string | null;
  /** What the setting is when nothing is entered, as text; null where there is nothing. */
  default: string | null;
  /** What it is now, as the form shows it. */
  initial: Entry;
};

/** What pausing and resuming set; these have acts of their own. */
const OF_ACTS = new Set(["active", "pause_reason", "paused_until"]);

/** The fields of a form, in the order of the list. */
export function makeFields(list: readonly Setting[], settings: Readonly<Record<string, unknown>>): Field[] {
  return list
    .filter(({ name }) => !OF_ACTS.has(name))
    .map((setting) => makeField(setting, settings[setting.name]));
}

function makeField(setting: Setting, value: unknown): Field {
  const standard = setting.default === null || setting.default === undefined ? null : textOf(setting.default);
  const { kind, initial } = shapeOf(setting, value);
  return {
    name: setting.name,
    kind,
    choices: kind === "yes_no" ? ["true", "false"] : (setting.choices ?? []).map(textOf),
    limits: setting.limits ?? null,
    description: setting.description ?? null,
    default: standard,
    initial,
  };
}

function shapeOf({ type, choices }: Setting, value: unknown): { kind: FieldKind; initial: Entry } {
  const text = value === null || value === undefined ? "" : textOf(value);
  if (type === "boolean") return { kind: "yes_no", initial: text };
  if (choices && choices.length > 0) return { kind: "choice", initial: text };
  if (type === "integer" || type === "numeric") return { kind: "number", initial: text };
  if (type === "timestamp with time zone") return { kind: "time", initial: text };
  if (type === "interval") {
    const amount = text === "" ? ({ value: "", unit: "minutes" } as const) : amountOf(text);
    // One that is written in months, say, is shown as it is.
    return amount ? { kind: "amount", initial: amount } : { kind: "text", initial: text };
  }
  return { kind: "text", initial: text };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

export type Value = string | number | boolean | null;
export type Patch = Record<string, Value>;

/** What was entered that the form itself cannot send. */
export type Wrong = { name: string; why: "not_a_number" };

/**
 * The settings that were changed in the form.
 *
 * @param entries by name; a field that is not in it was not touched.
 */
export function makePatch(
  fields: readonly Field[],
  entries: Readonly<Record<string, Entry>>,
): { patch: Patch; wrong: Wrong[] } {
  const patch: Patch = {};
  const wrong: Wrong[] = [];
  for (const field of fields) {
    const entry = entries[field.name];
    if (entry === undefined || isSame(entry, field.initial)) continue;
    const value = meaningOf(field, entry);
    if (value === undefined) wrong.push({ name: field.name, why: "not_a_number" });
    else patch[field.name] = value;
  }
  return { patch, wrong };
}

const isSame = (one: Entry, other: Entry): boolean =>
  typeof one === "string" || typeof other === "string"
    ? one === other
    : one.value.trim() === other.value && one.unit === other.unit;

/** What the entry means; undefined for what is no number where one is due. */
function meaningOf({ kind }: Field, entry: Entry): Value | undefined {
  if (typeof entry !== "string") {
    if (entry.value.trim() === "") return null;
    return isNumber(entry.value) ? intervalOf(entry) : undefined;
  }
  if (entry.trim() === "") return null;
  if (kind === "yes_no") return entry === "true";
  if (kind === "number") return isNumber(entry) ? Number(entry) : undefined;
  return entry;
}

const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text.trim());
