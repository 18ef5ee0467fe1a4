// GET /openapi.json: the contract in OpenAPI, as tools take it.
import { createConfig, lintFromString } from "@redocly/openapi-core";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import {
  ENDPOINTS,
  type Endpoint,
  type EndpointName,
  NAMED_ENDPOINTS,
} from "../../supabase/functions/refresh-dashboard/contract/endpoints.ts";
import { VERSION } from "../../supabase/functions/refresh-dashboard/contract/version.ts";
import { openApiDocument } from "../../supabase/functions/refresh-dashboard/openapi/document.ts";
import { EXAMPLES, type Example } from "../../supabase/functions/refresh-dashboard/openapi/examples.ts";
import { faultsOf } from "../support/described.ts";
import { anAlert, aRun, testApp, withSecret } from "./support/fakes.ts";
import { sign } from "./support/keys.ts";

const document = openApiDocument();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

describe("the description", () => {
  it("is answered to anyone", async () => {
    const app = testApp();
    const response = await app.call("GET", "/openapi.json");
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(document)));
    expect(app.calls).toEqual([]);
  });

  it("has every call, with the version of the function", () => {
    expect(document.info.version).toBe(VERSION);
    const calls = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    expect(calls.sort()).toEqual(
      [...new Set(NAMED_ENDPOINTS.map(([, { method, path }]) => `${method} ${path}`))].sort(),
    );
  });

  it("is one that redocly's linter finds nothing in, by its strictest rules", async () => {
    // Health answers whoever asks, whatever is asked: no status of the 400s is among its answers.
    const rules = { "operation-4xx-response": "off" } as const;
    const config = await createConfig({ extends: ["recommended-strict"], rules });
    const found = await lintFromString({
      source: JSON.stringify(document),
      absoluteRef: "/api.json",
      config,
    });
    expect(found.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  });

  it("is one that openapi-typescript makes types of, which compile", async () => {
    const types = astToString(await openapiTS(JSON.parse(JSON.stringify(document))));
    const { diagnostics = [] } = ts.transpileModule(types, { reportDiagnostics: true });
    expect(diagnostics).toEqual([]);
    expect(types).toContain('"/runs/{id}/cancel"');
    expect(types).toMatch(/status: "queued" \| "succeeded" \| "failed" \| "lost" \| "cancelled";/);
  });

  it("says of each call who may make it, by which means", () => {
    const securityOf = (path: string, method: string) =>
      ((document.paths[path]?.[method]?.security ?? []) as object[]).flatMap((way) => Object.keys(way));
    expect(securityOf("/health", "get")).toEqual([]);
    expect(securityOf("/status", "get")).toEqual(["secretKey", "signIn"]);
    expect(securityOf("/refresh", "post")).toEqual(["secretKey", "signIn", "signature"]);
    expect(securityOf("/doctor/ping", "post")).toEqual(["signature"]);
    expect(securityOf("/metrics", "get")).toContain("scrapeToken");
  });

  it("names no schema that it does not have, and has none that it does not name", () => {
    const text = JSON.stringify(document);
    const named = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, id]) => id));
    expect([...named].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });

  it("gives numbers and flags of a query as such, with their bounds and defaults", () => {
    const parameters = document.paths["/runs"]?.get?.parameters as { name: string; schema: object }[];
    const schemaOf = (name: string) => parameters.find((each) => each.name === name)?.schema;
    expect(schemaOf("limit")).toEqual({ type: "integer", minimum: 1, maximum: 200, default: 50 });
    expect(schemaOf("all")).toEqual({ type: "boolean" });
    expect(schemaOf("since")).toEqual({ type: "string", format: "date-time" });
  });
});

const examples = (Object.entries(EXAMPLES) as [EndpointName, Record<string, Example>][]).flatMap(
  ([name, ofCall]) => Object.entries(ofCall).map(([shows, example]) => [name, shows, example] as const),
);

describe("an example of the description", () => {
  it("is there for every call that takes something that has to be given", () => {
    const without = NAMED_ENDPOINTS.filter(
      ([name, { params, body, query }]) =>
        !EXAMPLES[name] &&
        (params || (body && !body.safeParse({}).success) || (query && !query.safeParse({}).success)),
    );
    expect(without.map(([name]) => name)).toEqual([]);
  });

  it.each(examples)("of %s can be made: %s", async (name, _shows, { params = {}, query = {}, body }) => {
    const { method, path, who }: Endpoint = ENDPOINTS[name];
    const place = path.replace(/\{(\w+)\}/g, (_all, member: string) => params[member] ?? "");
    const search = new URLSearchParams(query).toString();
    const text = body && JSON.stringify(body);
    const id = String(
      name === "deliverAlert" ? `deliver_${body?.alert_id}_1` : (body?.run_id ?? body?.loop_id),
    );
    const headers = who === "trigger" ? sign(id, text ?? "") : withSecret;
    const response = await testApp().call(method, search ? `${place}?${search}` : place, {
      headers: { ...headers, "content-type": "application/json" },
      ...(text ? { body: text } : {}),
    });
    expect(response.status).toBeLessThan(300);
    expect(Object.keys(ENDPOINTS[name].answers)).toContain(String(response.status));
  });
});

describe("an answer compared with the description", () => {
  const answer = (body: unknown, status = 200) => ({
    method: "GET",
    path: `/runs/${aRun().id}?chain=true`,
    status,
    contentType: "application/json",
    body,
  });

  it("has no fault where it is as described, whatever further members it has", () => {
    expect(faultsOf(answer(aRun()))).toEqual([]);
    expect(faultsOf(answer({ ...aRun(), further: 1 }))).toEqual([]);
  });

  it("has a fault for a member that is missing or of another type", () => {
    expect(faultsOf(answer({ ...aRun(), requested_at: undefined }))).not.toEqual([]);
    expect(faultsOf(answer({ ...aRun(), requested_at: "yesterday" }))).not.toEqual([]);
    expect(faultsOf(answer({ ...aRun(), status: "gone" }))).not.toEqual([]);
  });

  it("has a fault for a status and a media type that are not described", () => {
    expect(faultsOf(answer(aRun(), 418))).toEqual([
      "GET /runs/{id}: answers of status 418 are not described",
    ]);
    expect(faultsOf({ ...answer(aRun()), contentType: "text/html" })).toHaveLength(1);
  });

  it("has a fault where a problem is none", () => {
    const problem = { ...answer({ code: "unknown_run" }, 404), contentType: "application/problem+json" };
    expect(faultsOf(problem)).not.toEqual([]);
  });

  it("is compared with the call that it answers: a literal path before one with an id", () => {
    const loops = { method: "GET", path: "/doctor/loops", status: 200, contentType: "application/json" };
    expect(faultsOf({ ...loops, body: { loops: [] } })).toEqual([]);
    expect(faultsOf({ ...loops, body: aRun() })).not.toEqual([]);
    const test = { ...loops, method: "POST", path: "/alerts/test", body: anAlert() };
    expect(faultsOf(test)).toEqual([]);
  });
});
