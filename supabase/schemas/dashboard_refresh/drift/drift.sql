/* How far a view is from its definition, for callers. */

create or replace function dashboard_refresh.drift(view text default null, by text default null)
returns json language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(drift.view);
  v_relation dashboard_refresh.relation_facts := dashboard_refresh._relation(v_view);
  v_started_at timestamptz := clock_timestamp();
  v_counts json;
begin
  if v_relation.kind is distinct from 'm' or not v_relation.is_populated then
    perform dashboard_refresh._raise(
      'not_a_materialized_view',
      format('%s is no materialized view with data', v_view.view),
      null,
      'Create or refresh it first; status says more.'
    );
  -- The definition is run with the rights of the caller: an owner with fewer must not get them.
  elsif v_relation.owner <> current_user then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('%s belongs to %s, and its definition is not run with the rights of %s', v_view.view,
        v_relation.owner, current_user),
      null,
      'Take it over: ' || dashboard_refresh._take_over_statement(v_view)
    );
  elsif by is not null and not by = any (dashboard_refresh._columns(v_relation.oid)) then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('%s has no column %s', v_view.view, quote_literal(by)),
      null,
      format('Its columns: %s.', array_to_string(dashboard_refresh._columns(v_relation.oid), ', '))
    );
  end if;

  begin
    execute dashboard_refresh._drift_query(v_view, v_relation.oid, by) into v_counts;
  exception
    -- others leaves out a failed assertion, which a function that the view calls may raise.
    when assert_failure or others then
      perform dashboard_refresh._raise(
        'definition_failed',
        format('the definition of %s fails: %s', v_view.view, sqlerrm),
        format('SQLSTATE %s.', sqlstate),
        'A refresh fails the same way. Fix the definition, or the rows it fails on.'
      );
  end;

  return (
    select json_object_agg(members.key, members.value)
    from (
      select *
      from json_each(json_build_object('view', v_view.view, 'by', by, 'complete', true, 'at', v_started_at))
      union all
      select * from json_each(v_counts)
    ) as members
  );
exception
  -- The session's statement_timeout, or somebody who cancelled.
  when query_canceled then
    return json_build_object(
      'view', v_view.view,
      'by', by,
      'complete', false,
      'at', v_started_at,
      'reason', format('cut after %s s', round(extract(epoch from clock_timestamp() - v_started_at)::numeric, 1))
    );
end;
$$;
comment on function dashboard_refresh.drift(text, text) is
  'Compares what a managed view (null: the only one) shows with what its definition gives now: rows missing, extra and '
  'different (same key, other content); with by, a column of the view, also for each of its values that differs, the '
  '200 worst. Costs about as much as a refresh and is cut by the session''s statement_timeout: then complete is false. '
  'Raises unknown_view, view_required, not_a_materialized_view, invalid_argument, definition_failed.';
