// What a zod schema lets pass, as a generator: read from the schema itself, so that a new field is tried without anybody
// writing it down here.
import fc, { type Arbitrary } from "fast-check";
import type * as z from "zod/mini";
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
  since: ["2026-11-24T03:00:00Z", "2026-11-24T03:00:00+01:00", "yesterday"],
};
const ANY_EXAMPLE = Object.values(EXAMPLES).flat();

/** A setting of a managed view, as dashboard_refresh.settings() lists it. */
export interface Setting {
  name: string;
  /** The type of its column in SQL. */
  type: string;
}

interface Known {
  /** More examples, by the name of the field. */
  texts?: Record<string, readonly string[]>;
  /** For an object that takes members of any name. */
  settings?: readonly Setting[];
}

/** Generates values for a schema. */
export function arbitraryOf(schema: Schema, known: Known = {}, field = ""): Arbitrary<unknown> {
  const def = schema._zod.def as Definition;
  switch (def.type) {
    case "object":
      return objectOf(def, known);
    case "optional":
    case "default":
    case "nullable":
      return arbitraryOf(def.innerType, known, field);
    case "boolean":
      return fc.boolean();
    case "number":
      return numberOf(def);
    case "enum":
      return fc.constantFrom(...Object.values(def.entries));
    // A text that is turned into a number: the number as a text. One that is turned into a flag: one of its words.
    case "pipe":
      return def.out._zod.def.type === "transform"
        ? arbitraryOf(def.in, known, field)
        : arbitraryOf(def.out, known, field).map(String);
    case "string":
      return def.format === "guid"
        ? fc.uuid()
        : textOf(known.texts?.[field] ?? EXAMPLES[field] ?? ANY_EXAMPLE);
    default:
      throw new Error(`no generator for a schema of type ${def.type}: write one`);
  }
}

function objectOf(def: Definition, known: Known): Arbitrary<unknown> {
  const shape = def.shape as Record<string, Schema>;
  const takesAny = def.catchall !== undefined && def.catchall._zod.def.type !== "never";
  const members = [
    ...Object.entries(shape).map(([name, schema]) => [name, arbitraryOf(schema, known, name)] as const),
    ...(takesAny ? (known.settings ?? []) : []).map((setting) => [setting.name, settingOf(setting)] as const),
  ];
  const isRequired = (schema: Schema) => !["optional", "default"].includes(schema._zod.def.type);
  const requiredKeys = Object.entries(shape)
    .filter(([, schema]) => isRequired(schema))
    .map(([name]) => name);
  return fc.record(Object.fromEntries(members), { requiredKeys, noNullPrototype: true });
}

/** Mostly of the setting's type; null sets the default again. */
function settingOf({ name, type }: Setting): Arbitrary<unknown> {
  const text = () => textOf(EXAMPLES[name] ?? ANY_EXAMPLE);
  const right = (): Arbitrary<unknown> => {
    if (type === "boolean") return fc.boolean();
    if (type === "integer") return numberOf({ format: "int32" });
    if (type === "numeric") return numberOf({});
    return text();
  };
  return fc.oneof(
    { arbitrary: right(), weight: 16 },
    { arbitrary: text(), weight: 1 },
    { arbitrary: fc.constant(null), weight: 1 },
  );
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
