// What every fault ends with is only worth something if it can fail: two refreshes at once are seen.
import { expect, it } from "vitest";
import { createSlowView } from "../support/slow-view.ts";
import { connect } from "../support/stack.ts";
import { observe } from "./support/observer.ts";

it("the observer sees two sessions that refresh a view at once", async () => {
  const sql = connect();
  const view = await createSlowView(sql, "observed");
  const observer = observe(view.name);
  const sessions = [connect(1), connect(1)];
  try {
    await view.setSeconds(1);
    await Promise.all(
      sessions.map(async (session) => {
        await session`select set_config('application_name', 'refresh-dashboard by hand', false)`;
        await session.unsafe(`refresh materialized view concurrently ${view.name}`);
      }),
    );
  } finally {
    expect(await observer.stop()).toMatchObject({ most: 2 });
    await view.drop();
    await Promise.all([...sessions, sql].map((session) => session.end()));
  }
});
