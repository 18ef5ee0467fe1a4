// What commands need of a database: statements with parameters, and a transaction that is kept or taken back.

/** Runs one statement. Rows are input like any other: each statement's own file checks them. */
export type Query = (sql: string, parameters?: unknown[]) => Promise<Record<string, unknown>[]>;

export interface Database {
  query: Query;
  /**
   * Runs statements in one transaction. What they did is kept with "commit" and taken back with "rollback"; when one of
   * them fails, everything is taken back and the call fails.
   */
  transaction<Result>(end: "commit" | "rollback", work: (query: Query) => Promise<Result>): Promise<Result>;
  /** The statement that is running fails; the server ends it. */
  cancel(): void;
  end(): Promise<void>;
}

/**
 * Opens no session yet: the first statement does, and fails with `database_unreachable` where nobody answers. `source`
 * says in messages where the URL was found; the URL itself has a password in it and is never shown.
 */
export type Connect = (url: string, source?: string) => Promise<Database>;
