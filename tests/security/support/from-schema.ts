// What a zod schema lets pass, as a generator: read from the schema itself, so that a new field is tried without anybody
// writing it down here.
import fc, { type Arbitrary } from "fast-check";
import type { z } from "zod";
import { HOSTILE_TEXTS } from "./hostile.ts";

type Schema = z.core.$ZodType;
// biome-ignore lint/suspicious/noExplicitAny: the definitions have a shape of their own for each type
type Definition = any;

/** Texts that are right in one field, tried in all of them: of a field not named here any may come. */
const EXAMPLES: Record<string, readonly string[]> = {
  schedule: ["*/5 * * * *", "@daily", "17 3 * * 1-5", "30 seconds", "0 0 31 2 *", "* * * * * *"],
  path: ["auto", "edge", "database"],
  concurrently: ["auto", "always", "never"],
  max_staleness: ["5 minutes", "00:10:00", "P1D", "1 year"],
  lock_timeout: ["10 seconds", "00:00:01", "infinity"],
  max_duration: ["5 minutes", "PT1M", "-1 hour"],
  force_after: ["1 hour", "2 days", "1e308 seconds"],
  by: ["id", "slept", "ctid", "nope"],
};
const ANY_EXAMPLE = Object.values(EXAMPLES).flat();

type Texts = Record<string, readonly string[]>;

/** Generates values for a schema; `texts` are more examples by the name of the field. */
export function arbitraryOf(schema: Schema, texts: Texts = {}, field = ""): Arbitrary<unknown> {
  const def = schema._zod.def as Definition;
  switch (def.type) {
    case "object":
      return objectOf(def.shape, texts);
    case "optional":
    case "default":
    case "nullable":
      return arbitraryOf(def.innerType, texts, field);
    case "boolean":
      return fc.boolean();
    case "number":
      return numberOf(def);
    case "enum":
      return fc.constantFrom(...Object.values(def.entries));
    // A text that is turned into a number: the number as a text.
    case "pipe":
      return arbitraryOf(def.out, texts, field).map(String);
    case "string":
      return def.format === "guid" ? fc.uuid() : textOf(texts[field] ?? EXAMPLES[field] ?? ANY_EXAMPLE);
    default:
      throw new Error(`no generator for a schema of type ${def.type}: write one`);
  }
}

function objectOf(shape: Record<string, Schema>, texts: Texts): Arbitrary<unknown> {
  const members = Object.entries(shape).map(
    ([name, schema]) => [name, arbitraryOf(schema, texts, name)] as const,
  );
  const isRequired = (schema: Schema) => !["optional", "default"].includes(schema._zod.def.type);
  const requiredKeys = Object.entries(shape)
    .filter(([, schema]) => isRequired(schema))
    .map(([name]) => name);
  return fc.record(Object.fromEntries(members), { requiredKeys, noNullPrototype: true });
}

function numberOf(def: Definition): Arbitrary<number> {
  const bounds = (def.checks ?? []).map((check: Definition) => check._zod.def);
  const bound = (check: string) => bounds.find((each: Definition) => each.check === check)?.value;
  const min = bound("greater_than");
  const max = bound("less_than");
  const few = fc.constantFrom(0, 0.5, 1, 5).filter((value) => value >= (min ?? 0) && value <= (max ?? 5));
  const isWhole = def.format === "int32" || def.format === "safeint";
  const any = isWhole
    ? fc.integer({ min: min ?? -(2 ** 31), max: max ?? 2 ** 31 - 1 })
    : fc.double({ min: min ?? -1e300, max: max ?? 1e300, noNaN: true });
  return fc.oneof(any, isWhole ? few.filter(Number.isInteger) : few);
}

const textOf = (right: readonly string[]): Arbitrary<string> =>
  fc.oneof(
    { arbitrary: fc.constantFrom(...right), weight: 12 },
    { arbitrary: fc.constantFrom(...ANY_EXAMPLE), weight: 1 },
    { arbitrary: fc.constantFrom(...HOSTILE_TEXTS), weight: 1 },
    { arbitrary: fc.string({ minLength: 1, maxLength: 200, unit: "grapheme" }), weight: 1 },
  );
