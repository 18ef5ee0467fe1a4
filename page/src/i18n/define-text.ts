// A room's own words in both languages. A key that one language lacks, and a blank that a call leaves open, are errors of
// the compiler.

import { type Language, language } from "./language.ts";

/** A sentence with blanks such as `{view}`; or two, of which the blank `{count}` chooses one. */
type Words = string | { one: string; other: string };
type Dictionary = Record<string, Words>;

type BlanksIn<S> = S extends `${string}{${infer Blank}}${infer Rest}` ? Blank | BlanksIn<Rest> : never;
type BlanksOf<W> = W extends { one: infer One; other: infer Other }
  ? BlanksIn<One> | BlanksIn<Other> | "count"
  : BlanksIn<W>;
type Values<W> = { [B in BlanksOf<W>]: string | number };

/** What says a room's words in the language of the moment; inside a component it follows a change of language. */
export type Text<D> = <K extends keyof D & string>(
  key: K,
  ...values: [BlanksOf<D[K]>] extends [never] ? [] : [Values<D[K]>]
) => string;

/**
 * Defines the words of a room.
 *
 * @example
 * export const t = defineText(
 *   { broken: { one: "{count} view breaks its promise.", other: "{count} views break their promise." } },
 *   { broken: { one: "{count} vista rompe su promesa.", other: "{count} vistas rompen su promesa." } },
 * );
 * t("broken", { count: 3 });
 */
export function defineText<const D extends Dictionary>(
  en: D,
  es: { [K in keyof D]: D[K] extends string ? string : { one: string; other: string } },
): Text<D> {
  const dictionaries: Record<Language, Dictionary> = { en, es };
  return (key, ...values) => fill(dictionaries[language.value][key] ?? key, values[0] ?? {}, language.value);
}

/** Puts values into the blanks. */
export function fill(words: Words, values: Record<string, string | number>, spoken: Language): string {
  const sentence = typeof words === "string" ? words : words[Number(values.count) === 1 ? "one" : "other"];
  return sentence.replace(/\{(\w+)\}/g, (blank, name: string) => {
    const value = values[name];
    if (value === undefined) return blank;
    return typeof value === "number" ? formatNumber(value, spoken) : value;
  });
}

const formatNumber = (value: number, spoken: Language): string => value.toLocaleString(spoken);
