// The calls that tell of the installation, its caller and the API itself.

import { Health, Index, Me, OpenApiDocument, Text } from "../answers.ts";
import { type Endpoint, READERS } from "../endpoint.ts";
import { Nothing } from "../requests.ts";

export const INDEX = {
  index: {
    method: "GET",
    path: "/",
    who: "anyone",
    summary: "list the calls, and the versions of function and database",
    query: Nothing,
    body: null,
    answers: { 200: { schema: Index, when: "the list" } },
    codes: [],
  },
} as const satisfies Record<string, Endpoint>;

export const ABOUT = {
  metrics: {
    method: "GET",
    path: "/metrics",
    who: "scraper",
    summary: "metrics for Prometheus",
    query: Nothing,
    body: null,
    answers: {
      200: {
        schema: Text,
        when: "the metrics, in the text format of OpenMetrics",
        mediaType: "application/openmetrics-text; version=1.0.0; charset=utf-8",
      },
    },
    codes: [],
  },
  me: {
    method: "GET",
    path: "/me",
    who: READERS,
    summary: "as whom the caller is known, and whether that role may act",
    query: Nothing,
    body: null,
    answers: { 200: { schema: Me, when: "name and role, and the versions" } },
    codes: [],
  },
  openapi: {
    method: "GET",
    path: "/openapi.json",
    who: "anyone",
    summary: "the description of these calls in OpenAPI 3.1",
    query: Nothing,
    body: null,
    answers: { 200: { schema: OpenApiDocument, when: "the description" } },
    codes: [],
  },
  health: {
    method: "GET",
    path: "/health",
    who: "anyone",
    summary: "fresh or stale",
    query: null,
    body: null,
    answers: {
      200: { schema: Health, when: '`{"status": "fresh"}`' },
      503: { schema: Health, when: '`{"status": "stale"}`', retryAfterSeconds: 5 },
    },
    codes: [],
  },
} as const satisfies Record<string, Endpoint>;
