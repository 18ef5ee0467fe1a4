// What is answered, by the database to this function and by this function to its callers. Members of these names are
// checked; others pass through, so that the database may add to its answers without this function being deployed again.

export * from "./answers/about.ts";
export * from "./answers/alerts.ts";
export * from "./answers/doctor.ts";
export * from "./answers/overview.ts";
export * from "./answers/run.ts";
export * from "./answers/settings.ts";
export * from "./answers/status.ts";
