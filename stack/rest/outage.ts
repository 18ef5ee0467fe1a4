// While the database is down Lite answers 500 with the driver's words. PostgREST answers 503, which clients rely on.

/** Our own word for a schema cache that cannot be read. */
export const SCHEMA_UNREADABLE = "the schema cache cannot be read";

/** The driver's codes for a connection that could not be made, or was lost. */
const LOST_CONNECTION =
  /ECONNREFUSED|ECONNRESET|ENOENT|CONNECTION_(CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT|the database system is|terminating connection|the schema cache cannot be read/;

export async function withOutageStatus(response: Response): Promise<Response> {
  if (response.status !== 500) return response;
  const text = await response.text();
  if (!LOST_CONNECTION.test(text)) return new Response(text, response);
  const message = "Database connection error. Retrying the connection.";
  return Response.json({ code: "PGRST001", details: null, hint: null, message }, { status: 503 });
}
