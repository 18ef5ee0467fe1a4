// GET /metrics: what the database has measured, as text.
import { describe, expect, it } from "vitest";
import type { Metrics } from "../../supabase/functions/refresh-dashboard/contract/answers.ts";
import { VERSION } from "../../supabase/functions/refresh-dashboard/contract/version.ts";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import { codeOf, testApp, VIEW, withSecret } from "./support/fakes.ts";

type Measured = Partial<Metrics["metrics"][number]>;

const metric = (members: Measured): Metrics["metrics"][number] => ({
  name: "refresh_dashboard_view_suspended",
  type: "gauge",
  help: "Whether it is suspended.",
  labels: ["view"],
  samples: [],
  ...members,
});

async function scrape(...metrics: Measured[]): Promise<string[]> {
  const readMetrics = async () => ({ metrics: metrics.map(metric) });
  const response = await testApp({ database: { readMetrics } }).call("GET", "/metrics", {
    headers: withSecret,
  });
  expect(response.status).toBe(200);
  return (await response.text()).split("\n");
}

describe("the metrics", () => {
  it("are OpenMetrics, with its mark at the end", async () => {
    const response = await testApp().call("GET", "/metrics", { headers: withSecret });
    expect(response.headers.get("content-type")).toBe(
      "application/openmetrics-text; version=1.0.0; charset=utf-8",
    );
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.text()).toMatch(/\n# EOF\n$/);
  });

  it("tell the version of the function", async () => {
    expect(await scrape()).toContain(`refresh_dashboard_function_info{version="${VERSION}"} 1`);
  });

  it("are gauges with their value", async () => {
    const lines = await scrape({ samples: [[[VIEW], 1796065723.125772]] });
    expect(lines).toContain("# TYPE refresh_dashboard_view_suspended gauge");
    expect(lines).toContain(`refresh_dashboard_view_suspended{view="${VIEW}"} 1796065723.125772`);
  });

  it("are counters that begin anew with each scrape, and may be 0", async () => {
    const name = "refresh_dashboard_runs_total";
    const samples: [string[], number][] = [
      [[VIEW, "succeeded"], 7],
      [[VIEW, "failed"], 0],
    ];
    const app = testApp({
      database: {
        readMetrics: async () => ({
          metrics: [metric({ name, type: "counter", labels: ["view", "status"], samples })],
        }),
      },
    });
    for (const _ of [1, 2]) {
      const text = await (await app.call("GET", "/metrics", { headers: withSecret })).text();
      expect(text).toContain("# TYPE refresh_dashboard_runs counter");
      expect(text).toContain(`${name}{view="${VIEW}",status="succeeded"} 7\n`);
      expect(text).toContain(`${name}{view="${VIEW}",status="failed"} 0\n`);
    }
  });

  it("do not have what is not known, not even as 0", async () => {
    const lines = await scrape({ name: "refresh_dashboard_scheduler_alive", labels: [], samples: [] });
    expect(lines.join("\n")).not.toContain("scheduler_alive");
  });

  it("keep a hostile name within its quotes", async () => {
    const lines = await scrape({ samples: [[['"public"."a\nb\\"} 1'], 1]] });
    expect(lines).toContain('refresh_dashboard_view_suspended{view="\\"public\\".\\"a\\nb\\\\\\"} 1"} 1');
  });
});

describe("many scrapers at once", () => {
  it("cost one look at the database, and the next scrape a new one", async () => {
    let arrived = 0;
    let release = () => {};
    const allHaveArrived = new Promise<void>((resolve) => {
      release = resolve;
    });
    const app = testApp({
      hasScrapeToken: async () => {
        arrived += 1;
        if (arrived === 100) setImmediate(release);
        return true;
      },
      database: { readMetrics: () => allHaveArrived.then(() => ({ metrics: [] })) },
    });
    const scrapes = Array.from({ length: 100 }, () => app.call("GET", "/metrics"));
    const statuses = await Promise.all(scrapes.map(async (answer) => (await answer).status));
    expect(statuses).toEqual(Array(100).fill(200));
    expect(app.calls).toEqual([["readMetrics"]]);

    await app.call("GET", "/metrics");
    expect(app.calls.length).toBe(2);
  });

  it("do not remember one that failed", async () => {
    let isDown = true;
    const readMetrics = async () => {
      if (isDown) throw new Problem("database_unavailable", "It is down.");
      return { metrics: [] };
    };
    const app = testApp({ database: { readMetrics } });
    const failed = await app.call("GET", "/metrics", { headers: withSecret });
    expect([failed.status, await codeOf(failed)]).toEqual([503, "database_unavailable"]);

    isDown = false;
    expect((await app.call("GET", "/metrics", { headers: withSecret })).status).toBe(200);
  });
});
