// A call of the contract, or several that share path and method, as one operation of OpenAPI.

import { CODES, titleOf } from "../contract/codes.ts";
import {
  codesOf,
  describeAccess,
  type Endpoint,
  type EndpointName,
  mediaTypesOf,
} from "../contract/endpoints.ts";
import { EXAMPLES } from "./examples.ts";
import { defaultOf, type JsonSchema, refTo, requestSchema } from "./schemas.ts";

type Named = readonly [name: EndpointName, endpoint: Endpoint];

/** The operation. Its id is the name of the first. */
export function operationOf(group: readonly [Named, ...Named[]]): JsonSchema {
  const [[operationId, { summary }]] = group;
  const parameters = parametersOf(group);
  const requestBody = bodyOf(group);
  return {
    operationId,
    summary: capitalize(summary),
    description: group
      .map(([, { summary, who }]) => `${capitalize(summary)}. For: ${describeAccess(who)}.`)
      .join("\n\n"),
    tags: [tagOf(group[0][1].path)],
    security: securityOf(group),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(requestBody ? { requestBody } : {}),
    responses: { ...successes(group), ...failures(group) },
  };
}

type Tag = { name: string; description: string };

const TAGS: readonly (readonly [paths: RegExp, tag: Tag])[] = [
  [/^\/(refresh|runs)/, { name: "runs", description: "Refreshes: asked for, stopped, looked at." }],
  [
    /^\/(views|status|reconfigure|settings|schedule|changes|drift)/,
    { name: "views", description: "Views: their state, their settings, and how right they are." },
  ],
  [/^\/alerts/, { name: "alerts", description: "Messages to the alert webhook." }],
  [/^\/doctor/, { name: "doctor", description: "What refreshes depend on, looked at." }],
  [/^\//, { name: "about", description: "The installation, its caller, and this API." }],
];
const tagOf = (path: string) => TAGS.find(([paths]) => paths.test(path))?.[1].name;

/** The tags of all operations. */
export const ALL_TAGS = TAGS.map(([, tag]) => tag);

function securityOf(group: readonly Named[]): JsonSchema[] {
  const ways = group.flatMap(([, { who }]) => {
    if (who === "anyone") return [];
    if (who === "trigger") return ["signature"];
    if (who === "scraper") return ["secretKey", "signIn", "scrapeToken", "scrapePassword"];
    return who.includes("operator") ? ["secretKey", "signIn"] : ["secretKey"];
  });
  return [...new Set(ways)].map((way) => ({ [way]: [] }));
}

function parametersOf(group: readonly Named[]): JsonSchema[] {
  const parameters = group.flatMap(([name, { params, query, codes, answers }]) => [
    ...membersOf("path", params, (member) => [Object.values(EXAMPLES[name] ?? {})[0]?.params?.[member]]),
    ...membersOf("query", query, (member) =>
      Object.values(EXAMPLES[name] ?? {}).map((example) => example.query?.[member]),
    ),
    ...(codes.includes("precondition_failed")
      ? [header("If-Match", "An entity tag that the settings must still have.")]
      : []),
    ...(answers[304] ? [header("If-None-Match", "The `ETag` of an answer that the caller has.")] : []),
  ]);
  const keyOf = (parameter: JsonSchema) => `${parameter.in} ${parameter.name}`;
  return parameters.filter(
    (parameter, index) => parameters.findIndex((other) => keyOf(other) === keyOf(parameter)) === index,
  );
}

function membersOf(
  place: "path" | "query",
  schema: Endpoint["params"] | null,
  examplesOf: (member: string) => (string | undefined)[],
): JsonSchema[] {
  return Object.entries(schema?.shape ?? {}).map(([name, member]) => {
    const example = examplesOf(name).find((value) => value !== undefined);
    const json = requestSchema(member as never);
    const standard = defaultOf(member);
    return {
      name,
      in: place,
      // Of calls that share a path, one that has the parameter may be chosen by it: none needs it of all.
      required: place === "path" || (!member._zod.optin && json.const === undefined),
      schema: { ...json, ...(standard === undefined ? {} : { default: standard }) },
      ...(example === undefined ? {} : { example: typed(example, json) }),
    };
  });
}

const typed = (text: string, { type }: JsonSchema): unknown =>
  type === "integer" ? Number(text) : type === "boolean" ? text === "true" : text;

const header = (name: string, description: string): JsonSchema => ({
  name,
  in: "header",
  required: false,
  description,
  schema: { type: "string" },
});

function bodyOf(group: readonly Named[]): JsonSchema | null {
  const bodies = group.flatMap(([, { body }]) => (body ? [body] : []));
  if (bodies.length === 0) return null;
  const schemas = [...new Map(bodies.map((body) => [JSON.stringify(requestSchema(body)), body])).values()];
  const examples = group.flatMap(([name]) =>
    Object.entries(EXAMPLES[name] ?? {}).flatMap(([shows, { body }]) =>
      body ? [[key(name, shows), { summary: shows, value: body }] as const] : [],
    ),
  );
  const content = {
    schema: schemas.length === 1 ? requestSchema(schemas[0] as never) : { anyOf: schemas.map(requestSchema) },
    ...(examples.length > 0 ? { examples: Object.fromEntries(examples) } : {}),
  };
  const [[, { method }]] = group as [Named];
  return {
    required: bodies.some((body) => !body.safeParse({}).success) && bodies.length === 1,
    content: Object.fromEntries(mediaTypesOf(method).map((mediaType) => [mediaType, content])),
  };
}

const key = (name: string, shows: string) => `${name}: ${shows}`.replace(/[^\w.-]+/g, "_");

function successes(group: readonly Named[]): Record<string, JsonSchema> {
  const answers = group.flatMap(([, { answers }]) => Object.entries(answers));
  const statuses = [...new Set(answers.map(([status]) => status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const ofStatus = answers.filter(([each]) => each === status).map(([, answer]) => answer);
      const refs = [...new Map(ofStatus.map(({ schema }) => [schema, refTo(schema)])).values()];
      const [first] = ofStatus;
      const description = [...new Set(ofStatus.map(({ when }) => capitalize(when)))].join(". Or: ");
      if (status === "304") return [status, { description }];
      const mediaType = first?.mediaType ?? "application/json";
      const schema = first?.mediaType ? { type: "string" } : refs.length === 1 ? refs[0] : { anyOf: refs };
      const headers = {
        ...(ofStatus.some(({ location }) => location)
          ? { Location: { description: "Where to ask for the run or the loop.", schema: { type: "string" } } }
          : {}),
        ...(ofStatus.some(({ retryAfterSeconds }) => retryAfterSeconds)
          ? { "Retry-After": { description: "In seconds.", schema: { type: "integer" } } }
          : {}),
      };
      return [
        status,
        {
          description,
          ...(Object.keys(headers).length > 0 ? { headers } : {}),
          content: { [mediaType]: { schema } },
        },
      ];
    }),
  );
}

function failures(group: readonly Named[]): Record<string, JsonSchema> {
  const codes = [...new Set(group.flatMap(([, endpoint]) => codesOf(endpoint)))];
  const taken = new Set(group.flatMap(([, { answers }]) => Object.keys(answers)));
  const byStatus = new Map<number, string[]>();
  for (const code of codes) {
    const { status, alsoStatus } = CODES[code];
    for (const each of new Set([status, alsoStatus ?? status]))
      byStatus.set(each, [...(byStatus.get(each) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus]
      .filter(([status]) => !taken.has(String(status)))
      .sort(([one], [other]) => one - other)
      .map(([status, ofStatus]) => [
        String(status),
        {
          description: `${titleOf(status as never)}: ${ofStatus.map((code) => `\`${code}\``).join(", ")}`,
          content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      ]),
  );
}

const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
