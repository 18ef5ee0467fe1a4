// The metrics in the text format of OpenMetrics. Loaded at the first scrape alone.

import { Counter, Gauge, Registry } from "prom-client";
import type { Metrics } from "../contract/answers.ts";
import { VERSION } from "../contract/version.ts";

/**
 * Writes what the database has measured, and the version of this function.
 *
 * @returns the text. A metric without samples is left out: what is not known is absent, and not 0.
 */
export async function writeMetrics({ metrics }: Metrics): Promise<string> {
  const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const registers = [registry as unknown as Registry];
  new Gauge({
    name: "refresh_dashboard_function_info",
    help: "Always 1; the version of the Edge Function.",
    labelNames: ["version"],
    registers,
  }).set({ version: VERSION }, 1);
  for (const { name, type, help, labels, samples } of metrics.filter(({ samples }) => samples.length > 0)) {
    const settings = { name, help, labelNames: labels, registers };
    const record = type === "counter" ? addTo(new Counter(settings)) : setIn(new Gauge(settings));
    for (const [values, value] of samples)
      record(Object.fromEntries(labels.map((label, index) => [label, values[index] ?? ""])), value);
  }
  return await registry.metrics();
}

type Record = (labels: { [label: string]: string }, value: number) => void;

// A counter of prom-client begins at 0 in each registry, and there is a registry for each scrape.
const addTo =
  (counter: Counter): Record =>
  (labels, value) =>
    counter.inc(labels, value);
const setIn =
  (gauge: Gauge): Record =>
  (labels, value) =>
    gauge.set(labels, value);
