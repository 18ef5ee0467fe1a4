// A database as the commands see it: statements with parameters, and rows.
import postgres from "postgres";

export interface Database {
  query(sql: string, parameters?: unknown[]): Promise<Record<string, unknown>[]>;
  end(): Promise<void>;
}

export type Connect = (url: string) => Promise<Database>;

const CONNECT_TIMEOUT_SECONDS = 5;

export const connect: Connect = async (url) => {
  const sql = postgres(url, {
    max: 1,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    onnotice: () => {},
    connection: { application_name: "refresh-dashboard" },
  });
  return {
    query: async (text, parameters = []) => [...(await sql.unsafe(text, parameters as never[]))],
    end: () => sql.end({ timeout: 1 }),
  };
};
