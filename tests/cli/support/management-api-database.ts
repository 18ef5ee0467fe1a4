// What the Management API does with a project's database: queries.
import postgres from "postgres";
import { z } from "zod";

const querySchema = z.strictObject({ query: z.string().min(1), read_only: z.boolean().optional() });

export async function runQuery(url: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const { query, read_only } = querySchema.parse(body);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    if (read_only) await sql.unsafe("set default_transaction_read_only = on");
    return { status: 201, body: await sql.unsafe(query) };
  } catch (error) {
    return { status: 400, body: { message: `Failed to run sql query: ${String(error)}` } };
  } finally {
    await sql.end();
  }
}
