// The locks on our tables that an upgrade and an uninstall take before they change anything.

/** Declarations that formatTableLocks needs. */
export const TABLE_LOCK_DECLARATIONS = ["v_tables text;"];

/**
 * All tables at once, or none of them: a tick reads views first and a run reads runs first, so there is no order in which
 * one could wait for the next table and hold the one before without ever meeting a session that does the reverse. What is
 * locked by an attempt that fails is let go with its subtransaction.
 */
export function formatTableLocks(): string {
  return `    -- All tables at once or none, and never waiting for one while holding another: nobody can deadlock with that.
    select string_agg(oid::regclass::text, ', ' order by relname)
    into v_tables
    from pg_class
    where relnamespace = 'dashboard_refresh'::regnamespace and relkind in ('r', 'p');

    for v_attempt in 1 .. 20 loop
      begin
        execute format('lock table %s in access exclusive mode nowait', v_tables);
        exit;
      exception
        when lock_not_available then
          if v_attempt = 20 then
            raise;
          end if;
      end;

      perform pg_sleep(0.1);
    end loop;`;
}
