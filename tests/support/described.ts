// Answers of the function against its own description of the API: what it does not describe, no answer may be.
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import {
  type OpenApi,
  openApiDocument,
} from "../../supabase/functions/refresh-dashboard/openapi/document.ts";

export type Described = { method: string; path: string; status: number; contentType: string; body: unknown };

let compiled: { document: OpenApi; ajv: Ajv2020 } | null = null;

/** The description, each of whose objects takes the members that it names and no others, as no caller should ask for. */
function description() {
  if (compiled) return compiled;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  const document = openApiDocument();
  ajv.addSchema(document, "api");
  compiled = { document, ajv };
  return compiled;
}

/**
 * Compares an answer with the description.
 *
 * @param answer `path` is that below the function, with or without a query; `contentType` and `body` as they came.
 * @returns what is wrong, a sentence each: a status, a media type or a body that the call is not described with. None for
 *   what no call is: an unknown path or method.
 */
export function faultsOf({ method, path, status, contentType, body }: Described): string[] {
  const { document, ajv } = description();
  const place = placeOf(document, path);
  const operation = place && document.paths[place]?.[method.toLowerCase()];
  if (!place || !operation) return [];
  const responses = operation.responses as Record<string, { content?: Record<string, unknown> }>;
  const call = `${method} ${place}`;
  const response = responses[status];
  if (!response) return [`${call}: answers of status ${status} are not described`];
  if (!response.content) return body === undefined ? [] : [`${call}: an answer of ${status} has no content`];
  const mediaType = Object.keys(response.content).find((type) => sameType(type, contentType));
  if (!mediaType) return [`${call}: ${status} is not described as ${contentType}`];
  if (!mediaType.includes("json")) return [];
  const pointer = ["paths", place, method.toLowerCase(), "responses", String(status), "content", mediaType];
  const validate = ajv.getSchema(`api#/${[...pointer, "schema"].map(segment).join("/")}`) as ValidateFunction;
  if (validate(body)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${call} ${status}: ${instancePath || "it"} ${message} ${JSON.stringify(params)}`,
  );
}

/** The path of the description that a path is one of: a literal one before one with a name in braces. */
function placeOf(document: OpenApi, path: string): string | null {
  const plain = `/${path.split("?")[0]}`.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
  const fits = (template: string) => new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`).test(plain);
  const places = Object.keys(document.paths);
  return places.find((place) => place === plain) ?? places.find(fits) ?? null;
}

const sameType = (one: string, other: string) => withoutParameters(one) === withoutParameters(other);
const withoutParameters = (type: string) => type.split(";")[0]?.trim().toLowerCase();

/** In a JSON pointer that is the fragment of a URI. */
const segment = (word: string) => encodeURIComponent(word.replaceAll("~", "~0").replaceAll("/", "~1"));
