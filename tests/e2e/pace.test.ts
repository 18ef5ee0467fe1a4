// A refresh that takes long is followed by a rest.
import { afterAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { createSlowView } from "../support/slow-view.ts";
import { call, connect } from "../support/stack.ts";
import { createTicks, status } from "./support/ticks.ts";

const sql = connect();
const { tick } = createTicks(sql);
afterAll(() => sql.end());

describe("a view that takes long to refresh", () => {
  it("rests afterwards as max_duty_cycle asks, and status says until when", async () => {
    const view = await createSlowView(sql, "paced", { skipUnchanged: true, maxDutyCycle: 0.05 });
    try {
      await view.setSeconds(1);
      expect((await call("POST", "/refresh", { body: { view: view.name } })).status).toBe(200);
      expect(await tick(view.name)).toBe("paced");
      const { problems, skip } = await status(view.name);
      expect(problems).toContainEqual({
        code: "held_back",
        severity: "warning",
        message: expect.stringContaining("max_duty_cycle is 0.05"),
        hint: expect.any(String),
      });
      expect(skip).toMatchObject({ possible: false, reason: expect.stringMatching(/pg_sleep.*volatile/) });

      await call("PATCH", "/reconfigure", { body: { view: view.name, max_duty_cycle: 1 } });
      expect(await tick(view.name)).toBe("requested");
      await eventually(
        "the run final",
        () => status(view.name),
        ({ last_runs }) => last_runs[0].status === "succeeded",
      );
    } finally {
      await view.drop();
    }
  });
});
