// A real Prometheus scrapes the function, and the database through the SQL exporter, with the files of monitoring/: rules,
// dashboard and both roads are held against what really comes.
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { eventually } from "../../support/eventually.ts";
import { describeNeeding } from "../../support/needing.ts";
import { MONITORING, type Monitoring, promtool, startMonitoring } from "../../support/prometheus.ts";
import { call, connect, env, request } from "../../support/stack.ts";

const VIEW = "monitored.never_refreshed";
const DEMO = "public.mv_conversaciones_dashboard";
const METRICS = `${env.FUNCTIONS_URL}/refresh-dashboard/metrics`;
const withToken = { authorization: `Bearer ${env.REFRESH_DASHBOARD_SCRAPE_TOKEN}` };

const Dashboard = z.object({
  templating: z.object({ list: z.array(z.object({ name: z.string(), query: z.unknown() })) }),
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
});
const Rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(z.object({ name: z.string(), health: z.string(), lastError: z.string().optional() })),
    }),
  ),
});

describeNeeding("stack", "scrape token")("with Prometheus", () => {
  const sql = connect(2);
  let monitoring: Monitoring;

  beforeAll(async () => {
    // One of which nothing is known, so that something needs attention.
    await sql.unsafe(`
      create schema monitored;
      create materialized view ${VIEW} as select 1 as id with no data;
      select dashboard_refresh.manage('${VIEW}', settings => '{"path": "database", "schedule": "0 0 29 2 *"}');
      create role monitor login password 'monitor';
      grant execute on function public.read_dashboard_refresh_metrics() to monitor;
    `);
    await call("POST", "/refresh", {
      body: { view: DEMO, wait_seconds: 20 },
    });
    const database = new URL(env.SUPABASE_DB_URL);
    Object.assign(database, { username: "monitor", password: "monitor", search: "?sslmode=disable" });
    monitoring = await startMonitoring({
      functionsUrl: env.FUNCTIONS_URL,
      token: env.REFRESH_DASHBOARD_SCRAPE_TOKEN,
      databaseUrl: database.href.replace(/^postgresql:/, "postgres:"),
    });
  }, 300_000);

  afterAll(async () => {
    await monitoring?.stop();
    await sql.unsafe(`
      select dashboard_refresh.unmanage('${VIEW}');
      drop schema monitored cascade;
      revoke all on function public.read_dashboard_refresh_metrics() from monitor;
      drop role monitor;
    `);
    await sql.end();
  });

  it("every query of the dashboard finds something", async () => {
    const dashboard = Dashboard.parse(
      JSON.parse(readFileSync(path.join(MONITORING, "grafana/dashboard.json"), "utf8")),
    );
    const queries = dashboard.panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }) => ({ title, promql: withoutVariables(expr) })),
    );
    expect(queries.length).toBeGreaterThan(20);
    const empty = async () => {
      const results = await Promise.all(
        queries.map(async (query) => ({ ...query, found: (await monitoring.query(query.promql)).length })),
      );
      return results.filter(({ found }) => found === 0).map(({ title, promql }) => `${title}: ${promql}`);
    };
    // A rate needs two scrapes, and one of durations a refresh between them.
    const refreshed = await call("POST", "/refresh", { body: { view: DEMO, force: true, wait_seconds: 20 } });
    expect(refreshed.json).toMatchObject({ status: "succeeded" });
    await eventually("queries that find nothing", empty, (none) => none.length === 0, { everyMs: 500 });
  });

  it("every rule can be evaluated", async () => {
    const states = async () =>
      Rules.parse(await monitoring.read("rules"))
        .groups.flatMap(({ rules }) => rules)
        .filter(({ health }) => health !== "ok");
    await eventually("rules that are not evaluated", states, (rules) => rules.length === 0, {
      deadlineMs: 100_000,
      everyMs: 1000,
    });
  });

  it("a view of which nothing is known keeps no promise, and has no time that would be wrong", async () => {
    const [sample] = await monitoring.query(`refresh_dashboard_view_promise_kept{view="${VIEW}"}`);
    expect(sample?.value).toBe(0);
    const known = await monitoring.query(`refresh_dashboard_view_as_of_timestamp_seconds{view="${VIEW}"}`);
    expect(known, "what is not known is absent").toEqual([]);
  });

  it("both roads tell the same", async () => {
    const seriesOf = async (job: string) =>
      (await monitoring.query(`{__name__=~"refresh_dashboard_.+", job="${job}"}`))
        .map(({ labels: { job: _job, instance: _instance, ...labels } }) =>
          JSON.stringify(Object.entries(labels).sort()),
        )
        .filter((series) => !series.includes("function_info"))
        .sort();
    const both = async () => ({
      http: await seriesOf("refresh-dashboard"),
      sql: await seriesOf("refresh-dashboard-sql"),
    });
    const { http } = await eventually(
      "the series of both roads",
      both,
      (series) => series.http.length > 0 && series.http.join() === series.sql.join(),
      { everyMs: 500 },
    );
    expect(http.length).toBeGreaterThan(30);
  });

  it("promtool has nothing against the text", async () => {
    const { text } = await request("GET", METRICS, { headers: withToken });
    // It reads the older format, in which nothing marks the end, and counters are declared with their suffix.
    const older = text.replace(/^# EOF\n/m, "").replace(/^(# (?:HELP|TYPE) \S+)(?= counter$)/gm, "$1_total");
    const { output } = await promtool(["check", "metrics"], older);
    expect(output.split("\n").filter((line) => /error|invalid|duplicate/i.test(line))).toEqual([]);
  });

  it("a hundred scrapers at once are all answered", async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => request("GET", METRICS, { headers: withToken })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers.every(({ text }) => text.endsWith("# EOF\n"))).toBe(true);
  });

  it("the token opens nothing else", async () => {
    for (const resource of ["/views", "/status", "/runs", "/doctor", "/me"]) {
      const { status } = await request("GET", `${env.FUNCTIONS_URL}/refresh-dashboard${resource}`, {
        headers: withToken,
      });
      expect([resource, status]).toEqual([resource, 401]);
    }
  });
});

const withoutVariables = (promql: string) =>
  promql.replaceAll(/\$(instance|view)\b/g, ".*").replaceAll("$__rate_interval", "1m");
