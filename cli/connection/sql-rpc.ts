// The wrappers of the schema public, called in SQL by the role that owns them: what the REST API does for the function.

import { isRaisedByDatabase } from "../../supabase/functions/refresh-dashboard/contract/codes.ts";
import type { Rpc, RpcAnswer } from "../../supabase/functions/refresh-dashboard/database/rpc.ts";
import type { Query } from "../database/database.ts";
import { CliError, EXIT } from "../terminal/errors.ts";

const RUN = "run_dashboard_refresh";
/** Cut by the API before its limit. In SQL nothing cuts it but this, in milliseconds. */
const CUT_MS: Readonly<Record<string, number>> = { read_dashboard_refresh_drift: 25_000 };

/**
 * `talk` asks, `work` refreshes: one session each, so that a run can be looked at while it goes on. No refresh is cut here:
 * `max_duration` bounds it.
 */
export function createSqlRpc({ talk, work }: { talk: Query; work: Query }): Rpc {
  return async (name, args, timeoutMs): Promise<RpcAnswer> => {
    try {
      if (name === RUN) return answered(await work(RUN_HERE, [args.run_id]));
      await talk(`set statement_timeout = ${CUT_MS[name] ?? timeoutMs}`);
      const given = Object.entries(args).filter(([, value]) => value !== undefined);
      const list = given.map(([argument], index) => `${quoteIdentifier(argument)} => $${index + 1}`);
      const statement = `select public.${quoteIdentifier(name)}(${list.join(", ")}) as answer`;
      return answered(
        await talk(
          statement,
          given.map(([, value]) => value),
        ),
      );
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      if (isMissing(error.cause)) throw outdated(name, error);
      if (!isRaisedByDatabase(error.code)) throw error;
      const { code, message, detail: details = null, hint = null } = error;
      return { data: null, error: { code, message, details, hint }, status: 400 };
    }
  };
}

/** The ledger is to say where it ran, which is no function. */
const RUN_HERE = "select dashboard_refresh.run($1::uuid, 'database') as answer";

/** undefined_function, invalid_schema_name. */
const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && ["42883", "3F000"].includes(String(cause.code));

const outdated = (name: string, cause: CliError): CliError =>
  new CliError(
    "database_outdated",
    "the database has no Refresh Dashboard, or an older one than this command",
    {
      detail: `It has no function public.${name}.`,
      hint: "Run: npx refresh-dashboard upgrade, or init where it was never installed; and then supabase db push (with --remote for the linked project).",
      exitCode: EXIT.unknown,
      cause,
    },
  );

const answered = ([row]: Record<string, unknown>[]): RpcAnswer => ({
  data: row?.answer ?? null,
  error: null,
  status: 200,
});

const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
