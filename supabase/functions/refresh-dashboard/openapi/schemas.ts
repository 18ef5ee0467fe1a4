// Schemas of the contract as JSON Schema, and those of answers by name.

import * as z from "zod/mini";
import * as answers from "../contract/answers.ts";

export type JsonSchema = Record<string, unknown>;

const named = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(answers)) named.add(schema, { id });

const PLACE = "#/components/schemas/";
const options = { uri: (id: string) => `${PLACE}${id}`, override: tidy } as const;

/** An error, in the form of RFC 9457; some have further members, such as `run`. */
const PROBLEM: JsonSchema = {
  type: "object",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string", description: "What to branch on." },
    detail: { type: "string" },
    hint: { type: ["string", "null"], description: "What can be done about it." },
    request_id: { type: "string", description: "Names the request in the function's log." },
  },
  required: ["type", "title", "status", "code", "detail", "hint", "request_id"],
  additionalProperties: true,
};

/** The schemas of all answers, by name, and that of an error. */
export function answerSchemas(): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(named, options);
  const plain = Object.entries(schemas).map(([id, { $schema, $id, ...schema }]) => [id, schema]);
  return { ...Object.fromEntries(plain), Problem: PROBLEM };
}

/** A reference to the schema of an answer. */
export function refTo(schema: z.ZodMiniType): JsonSchema {
  const id = named.get(schema)?.id;
  if (id === undefined) throw new Error("an answer is not exported by contract/answers.ts");
  return { $ref: `${PLACE}${id}` };
}

/** What callers send, as it is before it is read. */
export function requestSchema(schema: z.ZodMiniType): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input", override: tidy });
  return rest;
}

/** The default of a member that may be left out. */
export function defaultOf(schema: z.core.$ZodType): unknown {
  return schema instanceof z.ZodMiniDefault ? schema._zod.def.defaultValue : undefined;
}

// What is text in a query and means a number has another type here than the pattern of its text is for; a pattern of a
// time says no more than its format, and says it in five lines.
function tidy({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.type === "integer" || jsonSchema.format === "date-time" || jsonSchema.format === "uuid")
    delete jsonSchema.pattern;
  if (jsonSchema.type === "boolean") delete jsonSchema.enum;
}
