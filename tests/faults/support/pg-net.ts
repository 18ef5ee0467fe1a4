// What pg_net knows of the request that carried a run.
import type { Sql } from "postgres";
import { eventually } from "../../support/eventually.ts";

export interface NetAnswer {
  status_code: number | null;
  timed_out: boolean | null;
  error_msg: string | null;
}

/** Waits for pg_net's record of the answer. */
export async function untilAnswered(sql: Sql, runId: string): Promise<NetAnswer> {
  const [row] = await eventually(
    "pg_net's record of the answer",
    () => sql<NetAnswer[]>`
      select status_code, timed_out, error_msg from net._http_response
      join dashboard_refresh.runs on http_request_id = _http_response.id where runs.id = ${runId}`,
    (rows) => rows.length === 1,
  );
  return row as NetAnswer;
}
