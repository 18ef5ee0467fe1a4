// pg_net stops, forgets what it had, or sends it twice: it keeps nothing safe, and nothing may depend on that it does.
import { describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { connectAsAdmin } from "../support/stack.ts";
import { fault, type Scene } from "./support/fault.ts";
import { kill, untilAnswers, untilLogged, withoutPart } from "./support/parts.ts";
import { untilAnswered } from "./support/pg-net.ts";

interface QueuedRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: Buffer;
  timeout_milliseconds: number;
}

async function readQueued(scene: Scene): Promise<QueuedRequest> {
  const { id } = await scene.newestRun();
  const [request] = await scene.sql<[QueuedRequest]>`
    select method, url, headers, body, timeout_milliseconds from net.http_request_queue
    where id = (select http_request_id from dashboard_refresh.runs where runs.id = ${id})`;
  return request;
}

/** The same signed request once more, as pg_net sends it after an error in mid-batch. Answers its id. */
async function queueAgain({ sql }: Scene, request: QueuedRequest): Promise<number> {
  const [row] = await sql<[{ id: number }]>`
    insert into net.http_request_queue ${sql({ ...request, headers: sql.json(request.headers) })}
    returning id::integer`;
  await sql`select net.wake()`;
  return row.id;
}

async function untilSent(scene: Scene, requestId: number): Promise<number> {
  const [row] = await eventually(
    "pg_net's record of the answer",
    () => scene.sql`select status_code from net._http_response where id = ${requestId}`,
    (rows) => rows.length === 1,
  );
  return row?.status_code;
}

describe("a pg_net", () => {
  it("that is stopped loses the run, the watchdog refreshes, and the request that is sent late does nothing", () =>
    fault("pg_net worker stopped, and started again", async (scene) => {
      await scene.view.addRow();
      await withoutPart("net", async () => {
        expect(await scene.tick()).toBe("requested");
        scene.faultLasts();
        await scene.watchdogLooks();
        await scene.untilFresh();
      });
      const before = await scene.runs();
      expect(before).toMatchObject([
        { status: "lost", error_message: expect.stringContaining("pg_net has not sent the request yet") },
        { trigger: "watchdog", path: "database", status: "succeeded" },
      ]);
      const id = before[0]?.id as string;
      expect(await untilAnswered(scene.sql, id)).toMatchObject({ status_code: 202 });
      await untilLogged("functions", 1, "run_ended", id);
      expect(await scene.runs()).toEqual(before);
    }));

  it("whose queue and answers are emptied loses the run, and the watchdog refreshes", () =>
    fault("pg_net's tables emptied", async (scene) => {
      await scene.view.addRow();
      await withoutPart("net", async () => {
        expect(await scene.tick()).toBe("requested");
        const admin = connectAsAdmin();
        await admin`truncate net.http_request_queue, net._http_response`;
        await admin.end();
      });
      scene.faultEnds();
      await scene.watchdogLooks();
      await scene.untilFresh();
      expect(await scene.runs()).toMatchObject([
        { status: "lost", error_message: expect.stringContaining("pg_net knows no answer") },
        { trigger: "watchdog", path: "database", status: "succeeded" },
      ]);
    }));

  it("that sends a request twice at once causes one refresh", () =>
    fault("a request sent twice", async (scene) => {
      await scene.view.setSeconds(1);
      await scene.view.addRow();
      let again = 0;
      await withoutPart("net", async () => {
        expect(await scene.tick()).toBe("requested");
        again = await queueAgain(scene, await readQueued(scene));
      });
      scene.faultEnds();
      await scene.view.setSeconds(0);
      await scene.untilFinal();
      await scene.untilFresh();
      const { id } = await scene.newestRun();
      const answers = [(await untilAnswered(scene.sql, id)).status_code, await untilSent(scene, again)];
      expect(answers.sort()).toEqual([202, 409]);
      expect(await scene.runs()).toMatchObject([{ trigger: "cron", path: "edge", status: "succeeded" }]);
      return "answered 202 and 409";
    }));

  it("that sends a request again, to a function that has forgotten it, causes no second refresh", () =>
    fault("a request sent again after the function was killed", async (scene) => {
      await scene.view.addRow();
      let request: QueuedRequest | undefined;
      await withoutPart("net", async () => {
        expect(await scene.tick()).toBe("requested");
        request = await readQueued(scene);
      });
      await scene.untilFinal();
      const before = await scene.runs();
      await untilLogged("functions", 1, "run_ended", before[0]?.id as string);
      await kill("functions");
      await untilAnswers("functions");
      scene.faultEnds();
      expect(await untilSent(scene, await queueAgain(scene, request as QueuedRequest))).toBe(202);
      await untilLogged("functions", 2, "run_ended", before[0]?.id as string);
      await scene.untilFresh();
      expect(await scene.runs()).toEqual(before);
      return "answered 202 twice";
    }));
});
