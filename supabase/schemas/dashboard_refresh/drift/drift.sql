/* How far a view is from its definition, for callers. */

create or replace function dashboard_refresh.drift(view text default null, by text default null)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(drift.view);
  v_relation dashboard_refresh.relation_facts := dashboard_refresh._relation(v_view);
  v_started_at timestamptz := clock_timestamp();
  v_counts json;
begin
  perform dashboard_refresh._require_comparable(v_view, v_relation, by);
  v_counts := dashboard_refresh._compare(v_view, v_relation.oid, by);

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
  'One at a time a view. Leaves nothing behind, and takes a transaction that may write all the same, for temporary views. '
  'Raises unknown_view, view_required, not_a_materialized_view, invalid_argument, definition_failed, not_comparable, '
  'drift_running.';
