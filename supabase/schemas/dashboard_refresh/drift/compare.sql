/* One comparison of a view with its definition, which leaves nothing behind. */

create or replace function dashboard_refresh._require_comparable(
  view dashboard_refresh.views,
  relation dashboard_refresh.relation_facts,
  by text
)
returns void language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  if relation.kind is distinct from 'm' or not relation.is_populated then
    perform dashboard_refresh._raise(
      'not_a_materialized_view',
      format('%s is no materialized view with data', view.view),
      null,
      'Create or refresh it first; status says more.'
    );
  -- The definition is run with the rights of the caller: an owner with fewer must not get them.
  elsif relation.owner <> current_user then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('%s belongs to %s, and its definition is not run with the rights of %s', view.view, relation.owner,
        current_user),
      null,
      'Take it over: ' || dashboard_refresh._take_over_statement(view)
    );
  elsif by is not null and not by = any (dashboard_refresh._columns(relation.oid)) then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('%s has no column %s', view.view, quote_literal(by)),
      null,
      format('Its columns: %s.', array_to_string(dashboard_refresh._columns(relation.oid), ', '))
    );
  end if;
end;
$$;
comment on function dashboard_refresh._require_comparable(
  dashboard_refresh.views, dashboard_refresh.relation_facts, text
) is
  'Raises not_a_materialized_view or invalid_argument unless a view can be compared with its definition, by this column.';

create or replace function dashboard_refresh._begin_drift(view dashboard_refresh.views)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if not dashboard_refresh._try_lock_drift(view.id) then
    perform dashboard_refresh._raise(
      'drift_running',
      format('%s is being compared with its definition already', view.view),
      (
        select format(
          'Session %s began %s s ago.', held_locks.pid,
          round(extract(epoch from clock_timestamp() - pg_stat_activity.query_start)::numeric, 1)
        )
        from dashboard_refresh.held_locks
        join pg_catalog.pg_stat_activity on pg_stat_activity.pid = held_locks.pid
        where held_locks.kind = 'drift' and held_locks.key = view.id
      ),
      'Ask again in a few seconds: a comparison costs as much as a refresh, so there is one at a time.'
    );
  end if;
end;
$$;
comment on function dashboard_refresh._begin_drift(dashboard_refresh.views) is
  'Takes the lock for a comparison of the view. Raises drift_running, at once, while another session has it.';

create or replace function dashboard_refresh._not_comparable_hint()
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return case
    when current_setting('transaction_read_only')::boolean
      then 'Use a transaction that may write, and on a standby ask the primary. A refresh is not affected.'
    when not has_database_privilege(current_database(), 'temporary')
      then format('grant temporary on database %I to %I;', current_database(), current_user)
    else 'A refresh is not affected. To have it compared, create the view again with OPERATOR(schema.=) or a cast in place '
      'of IN, USING, NULLIF, CASE x WHEN and IS DISTINCT FROM over types that are not built in, and with a name of its '
      'own for each column of a join.'
  end;
end;
$$;
comment on function dashboard_refresh._not_comparable_hint() is
  'What to do where the query of a materialized view cannot be run as a view.';

create or replace function dashboard_refresh._compare(view dashboard_refresh.views, relation oid, by text)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  -- In pg_temp there may be anything of the caller's.
  v_name constant text := 'drift_' || md5(gen_random_uuid()::text);
  v_statement text;
  v_reason text;
  v_counts json;
begin
  begin
    perform dashboard_refresh._begin_drift(view);
    v_reason := dashboard_refresh._make_definition(relation, v_name);

    if v_reason is not null then
      perform dashboard_refresh._raise(
        'not_comparable',
        format('the definition of %s cannot be run outside of a refresh', view.view),
        format('SQL cannot run the query of a materialized view, only its text: %s.', rtrim(v_reason, '.')),
        dashboard_refresh._not_comparable_hint()
      );
    end if;

    execute format(
      'create temporary view %s_counts as %s',
      v_name,
      dashboard_refresh._drift_query(relation, format('%I.%I', view.schema_name, view.view_name), 'pg_temp.' || v_name, by)
    );

    begin
      v_statement := format('select counts from pg_temp.%s_counts', v_name);
      perform dashboard_refresh._use_settings(dashboard_refresh._session_settings());
      perform set_config('search_path', dashboard_refresh._refresh_search_path(), true);
      execute v_statement into v_counts;
    exception
      -- others leaves out a failed assertion, which a function that the view calls may raise.
      when assert_failure or others then
        perform dashboard_refresh._raise(
          'definition_failed',
          format('the definition of %s fails: %s', view.view, dashboard_refresh._safe_message(sqlerrm)),
          format('SQLSTATE %s.', sqlstate),
          'A refresh fails the same way. Fix the definition, or the rows it fails on.'
        );
    end;

    raise exception using errcode = 'DRX01', message = 'rolled back';
  exception
    -- Compared. Of the views, the settings and the lock nothing is left.
    when sqlstate 'DRX01' then
      return v_counts;
  end;
end;
$$;
comment on function dashboard_refresh._compare(dashboard_refresh.views, oid, text) is
  'Compares what a materialized view shows with what its definition gives, under the settings of the jobs'' session; see '
  '_drift_query. Raises drift_running, not_comparable, definition_failed.';
