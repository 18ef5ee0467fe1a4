// One batch of the pg_net stand-in, in one transaction like the real one: a slow request delays the answers of all
// others in its batch, and an error rolls the deletion back, so that the requests are sent again.
import type postgres from "postgres";
import { type QueuedRequest, type ResponseRow, send } from "./send.ts";

const BATCH_SIZE = 200;
const TIME_TO_LIVE = "6 hours";

/** Answers how much there was to do; zero means the worker may sleep. */
export async function runBatch(
  sql: postgres.Sql,
  sendRequest: (request: QueuedRequest) => Promise<ResponseRow> = send,
): Promise<number> {
  return sql.begin(async (transaction) => {
    const expired = await transaction`
      delete from net._http_response
      where ctid = any (array(
        select ctid from net._http_response
        where created < now() - ${TIME_TO_LIVE}::interval
        order by created limit ${BATCH_SIZE}
      ))
    `;
    const requests = await transaction<QueuedRequest[]>`
      delete from net.http_request_queue
      where id in (select id from net.http_request_queue order by id limit ${BATCH_SIZE})
      returning id, method, url, headers, body, timeout_milliseconds
    `;
    if (requests.length > 0) {
      const responses = await Promise.all(requests.map((request) => sendRequest(request)));
      await transaction`insert into net._http_response ${transaction(responses.map(toRow))}`;
    }
    return expired.count + requests.length;

    function toRow(response: ResponseRow) {
      return { ...response, headers: response.headers === null ? null : transaction.json(response.headers) };
    }
  });
}
