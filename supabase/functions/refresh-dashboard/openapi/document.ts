// The API in OpenAPI 3.1, from the contract: nothing is described here that is not described there.

import { type Endpoint, type EndpointName, NAMED_ENDPOINTS } from "../contract/endpoints.ts";
import { VERSION } from "../contract/version.ts";
import { ALL_TAGS, operationOf } from "./operation.ts";
import { answerSchemas, type JsonSchema } from "./schemas.ts";

type Named = readonly [name: EndpointName, endpoint: Endpoint];

/** The description. */
export type OpenApi = {
  openapi: string;
  info: { title: string; version: string; [member: string]: unknown };
  paths: Record<string, Record<string, JsonSchema>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, JsonSchema> };
  [member: string]: unknown;
};

/** Makes the description. */
export function openApiDocument(): OpenApi {
  const paths = describePaths();
  return {
    openapi: "3.1.1",
    info: {
      title: "Refresh Dashboard",
      version: VERSION,
      summary: "Materialized views on Supabase: refreshed, watched, explained.",
      description:
        "Times are ISO 8601 with a zone, what is not known is null, and answers may get further members. Errors have a `code`: branch on that.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [
      {
        url: "https://{project}.supabase.co/functions/v1/refresh-dashboard",
        description: "A project on Supabase",
        variables: { project: { default: "project", description: "The reference of the project." } },
      },
      {
        url: "http://127.0.0.1:54321/functions/v1/refresh-dashboard",
        description: "A stack on this machine",
      },
    ],
    tags: ALL_TAGS,
    paths,
    components: { schemas: reachedFrom(paths, answerSchemas()), securitySchemes: SECURITY_SCHEMES },
  };
}

const SECURITY_SCHEMES: Record<string, JsonSchema> = {
  secretKey: { type: "apiKey", in: "header", name: "apikey", description: "A secret key of the project." },
  signIn: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "The access token of a user whose app_metadata.refresh_dashboard is operator or viewer.",
  },
  scrapeToken: {
    type: "http",
    scheme: "bearer",
    description: "REFRESH_DASHBOARD_SCRAPE_TOKEN, which opens the metrics alone.",
  },
  scrapePassword: {
    type: "http",
    scheme: "basic",
    description: "The same as the password, with any name.",
  },
  signature: {
    type: "apiKey",
    in: "header",
    name: "webhook-signature",
    description: "The database alone, by the Standard Webhooks scheme.",
  },
};

function describePaths(): OpenApi["paths"] {
  const paths: OpenApi["paths"] = {};
  for (const [, { method, path }] of NAMED_ENDPOINTS) {
    const isOfGroup = ([, endpoint]: Named) => endpoint.method === method && endpoint.path === path;
    const [first, ...others] = NAMED_ENDPOINTS.filter(isOfGroup);
    if (first) paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf([first, ...others]) };
  }
  return paths;
}

/** Those of the schemas that the value names, or that one of those names. */
function reachedFrom(value: unknown, schemas: Record<string, JsonSchema>): Record<string, JsonSchema> {
  const reached = new Set<string>();
  const visit = (part: unknown) => {
    for (const [, id = ""] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (reached.has(id)) continue;
      reached.add(id);
      visit(schemas[id]);
    }
  };
  visit(value);
  return Object.fromEntries(Object.entries(schemas).filter(([id]) => reached.has(id)));
}
