// GET /metrics: what Prometheus scrapes.

import type { Deps } from "../deps.ts";
import type { Handler } from "./endpoint.ts";

/**
 * Makes the handler. Scrapes that arrive while one is under way get its answer, so that a hundred at once cost what two do.
 * What writes the text is loaded at the first scrape, so that no other call waits for it.
 */
export function createMetricsHandler({ database }: Deps): Handler<"metrics"> {
  let underWay: Promise<string> | null = null;
  const scrape = async () => {
    const [metrics, { writeMetrics }] = await Promise.all([
      database.readMetrics(),
      import("./write-metrics.ts"),
    ]);
    return await writeMetrics(metrics);
  };
  return async () => {
    underWay ??= scrape().finally(() => {
      underWay = null;
    });
    return { status: 200, body: await underWay };
  };
}
