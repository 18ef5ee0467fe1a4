// Who listens hears of a refresh that changed rows, when it is there to be seen, and of no other.
import { afterAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { call, connect } from "../support/stack.ts";

const CHANNEL = 'e2e: what\'s "new"';
const sql = connect();
afterAll(() => sql.end());

interface Notice {
  view: string;
  data_as_of: string;
  run: string;
}

async function whileListening(view: SlowView, work: (heard: Notice[]) => Promise<void>): Promise<void> {
  const heard: Notice[] = [];
  const { unlisten } = await sql.listen(CHANNEL, (payload) => heard.push(JSON.parse(payload)));
  try {
    await work(heard);
  } finally {
    await unlisten();
    await view.drop();
  }
}

const refresh = async (view: string) => {
  const { status, json } = await call("POST", "/refresh", { body: { view } });
  expect(status, JSON.stringify(json)).toBe(200);
  return json;
};

describe("a view with notify", () => {
  it("tells of the refresh that changed it, by name, time and run, and then has the rows", async () => {
    const view = await createSlowView(sql, "noticed");
    await whileListening(view, async (heard) => {
      await refresh(view.name);
      await call("PATCH", "/reconfigure", { body: { view: view.name, notify: CHANNEL } });
      const unchanged = await refresh(view.name);
      const rows = await view.addRow();
      const run = await refresh(view.name);
      await eventually(
        "a notice",
        async () => heard,
        (notices) => notices.length > 0,
      );
      expect(await view.countRows()).toBe(rows);
      expect(heard).toEqual([{ view: view.name, data_as_of: expect.any(String), run: run.id }]);
      expect(Date.parse(heard[0]?.data_as_of ?? "")).toBe(Date.parse(run.data_as_of));
      expect(unchanged.rows_inserted).toBe(0);
    });
  });

  it("tells nothing of a refresh that failed", async () => {
    const view = await createSlowView(sql, "unnoticed");
    await whileListening(view, async (heard) => {
      await call("PATCH", "/reconfigure", { body: { view: view.name, notify: CHANNEL } });
      // A duplicate key: what the view shows can no longer be told apart.
      await sql.unsafe(`insert into ${view.name}_pace values (0)`);
      await view.addRow();
      const { status } = await call("POST", "/refresh", { body: { view: view.name } });
      expect(status).not.toBe(200);
      await sql.unsafe(
        `delete from ${view.name}_pace where ctid <> (select min(ctid) from ${view.name}_pace)`,
      );
      const run = await refresh(view.name);
      await eventually(
        "a notice",
        async () => heard,
        (notices) => notices.length > 0,
      );
      expect(heard.map((notice) => notice.run)).toEqual([run.id]);
    });
  });
});
