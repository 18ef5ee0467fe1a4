// The alert rules by promtool: on series that are made up, and each for what it is to say.
import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { findPrograms, MONITORING, promtool } from "../../support/prometheus.ts";

const read = (file: string) => readFileSync(path.join(MONITORING, file), "utf8");

describe("the alert rules", () => {
  beforeAll(() => findPrograms());

  it("are rules", async () => {
    const { ok, output } = await promtool(["check", "rules", "alerts.yml"]);
    expect(ok, output).toBe(true);
  });

  it("pass their tests", async () => {
    const { ok, output } = await promtool(["test", "rules", "alerts.test.yml"]);
    expect(ok, output).toBe(true);
  });

  it("have a test each that fires, and a row in the documentation", () => {
    const rules = parse(read("alerts.yml")).groups.flatMap(({ rules }: { rules: { alert: string }[] }) =>
      rules.map(({ alert }) => alert),
    );
    const fired = parse(read("alerts.test.yml"), { merge: true }).tests.flatMap(
      (test: { alert_rule_test?: { alertname: string; exp_alerts: unknown[] }[] }) =>
        (test.alert_rule_test ?? [])
          .filter(({ exp_alerts }) => exp_alerts.length > 0)
          .map(({ alertname }) => alertname),
    );
    expect([...new Set(fired)].sort()).toEqual([...rules].sort());
    const document = readFileSync(path.join(MONITORING, "../docs/metrics.md"), "utf8");
    expect(document.match(/(?<=^\| `)RefreshDashboard\w+/gm)).toEqual(rules);
  });
});
