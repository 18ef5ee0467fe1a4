// What there is to know about the installation and its caller, and what belongs to no other room.

import * as z from "zod/mini";

/** Whether every managed view keeps its promise, as the database says it. */
export const Freshness = z.looseObject({ fresh: z.boolean() });

/** The version of the database part. */
export const DatabaseVersion = z.looseObject({ version: z.string() });

/** Versions of function and database; null when the database does not say. */
export const Versions = z.object({ function: z.string(), database: z.nullable(z.string()) });

/** Whether every managed view keeps its promise, for anyone. */
export const Health = z.object({ status: z.enum(["fresh", "stale"]) });

/** The calls there are, and the versions. */
export const Index = z.object({
  name: z.literal("refresh-dashboard"),
  version: Versions,
  endpoints: z.record(z.string(), z.string()),
});

/** As whom the caller is known, and what that allows. */
export const Me = z.object({
  name: z.string(),
  role: z.enum(["secret", "operator", "viewer"]),
  /** Whether the calls that change something are allowed. */
  may_act: z.boolean(),
  version: Versions,
});

/** The description of the API in OpenAPI 3.1. */
export const OpenApiDocument = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.looseObject({}),
});

/** What is measured, from the database to the function, which writes it as text. A sample: the labels' values, the value. */
export const Metrics = z.looseObject({
  metrics: z.array(
    z.looseObject({
      name: z.string(),
      type: z.enum(["gauge", "counter"]),
      help: z.string(),
      labels: z.array(z.string()),
      samples: z.array(z.tuple([z.array(z.string()), z.number()])),
    }),
  ),
});

/** Text that is passed on as it is. */
export const Text = z.string();

/** No content: the caller has what there is. */
export const NotModified = z.null();

export type Versions = z.infer<typeof Versions>;
export type Health = z.infer<typeof Health>;
export type Index = z.infer<typeof Index>;
export type Me = z.infer<typeof Me>;
export type Metrics = z.infer<typeof Metrics>;
