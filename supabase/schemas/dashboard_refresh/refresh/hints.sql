/* What to do about a refresh that failed. A hint that is a statement fixes the cause when the current role runs it. */

create or replace function dashboard_refresh._unpopulated_hint(relation oid)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select format('It reads what has no data yet. Refresh that first: %s',
      string_agg(distinct dashboard_refresh._as_owner(
        pg_class.relowner, format('refresh materialized view %s;', pg_class.oid::regclass)
      ), ' '))
    from dashboard_refresh._read_relations(_unpopulated_hint.relation) as reads
    join pg_catalog.pg_class on pg_class.oid = reads.relation
    where pg_class.relkind = 'm' and not pg_class.relispopulated
    having count(*) > 0
  );
end;
$$;
comment on function dashboard_refresh._unpopulated_hint(oid) is
  'What to do where a materialized view that this one reads has no data; null where each has.';

create or replace function dashboard_refresh._choose_hint(
  view dashboard_refresh.views,
  run dashboard_refresh.runs,
  failure dashboard_refresh.failure,
  place dashboard_refresh.place
)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
begin
  return case
    when run.error_sqlstate = '42P01' and v_relation.oid is null then
      format('Create the materialized view %s, or stop managing it: select dashboard_refresh.unmanage(%L);',
        view.view, view.view)
    when run.error_sqlstate = '42809' and v_relation.kind is distinct from 'm' then
      'Only a materialized view can be refreshed. Drop or rename what has its name.'
    when run.error_sqlstate = '0A000' and not v_relation.is_populated then
      'A view without data cannot be refreshed concurrently. Set concurrently to auto, or refresh it once by hand: '
      || format('refresh materialized view %s;', view.view)
    when run.error_sqlstate = '55000' and not v_relation.has_unique_index and run.method = 'concurrently' then
      'A concurrent refresh needs a unique index on plain columns without a condition. Create one, or set concurrently '
      'to auto.'
    when run.error_sqlstate = '55000' then dashboard_refresh._unpopulated_hint(v_relation.oid)
    when run.error_sqlstate = '23505' or (run.error_sqlstate = '21000' and failure.detail <> '') then
      format('The query gives rows that are equal in the columns of a unique index%s. Make the query give one row a key.',
        ' (' || nullif(failure.constraint_name, '') || ')')
    when run.error_sqlstate = '55P03' then
      format('Waited %s (lock_timeout). %s', view.lock_timeout, coalesce(
        dashboard_refresh._blocking_sessions(v_relation.oid, run.method, place),
        'The session that held the lock is gone by now; the next refresh will do.'
      ))
    when run.error_sqlstate = '57014' then
      format('Stopped after %s s. ', round(extract(epoch from run.finished_at - run.started_at), 1))
      || 'A refresh through the API is cut at 55 s: for a longer one set path to database. The watchdog cancels at '
      || format('max_duration (%s); ', view.max_duration)
      || 'statement_timeout of the role or database applies too.'
    when run.error_sqlstate = '42501' then dashboard_refresh._permission_hint(view, run, place)
    when run.error_sqlstate like '53%' then dashboard_refresh._shortage_hint(v_relation.oid, run.error_sqlstate)
    when run.error_sqlstate = '54000' then dashboard_refresh._index_row_hint(v_relation.oid, failure)
    when run.error_sqlstate in ('40P01', '40001') then
      'The server ended it because it and another session stood in each other''s way. That passes: it is tried again.'
    when run.error_sqlstate in ('42P01', '42883', '42704', '3F000') then dashboard_refresh._lookup_hint(run, place)
    else 'It failed ' || dashboard_refresh._place_words(v_relation.oid, place) || '. '
      || dashboard_refresh._value_hint(run, failure)
  end;
end;
$$;
comment on function dashboard_refresh._choose_hint(
  dashboard_refresh.views, dashboard_refresh.runs, dashboard_refresh.failure, dashboard_refresh.place
) is
  'What to do about a failure of a known kind; null for one that is not.';

create or replace function dashboard_refresh._failure_hint(
  view dashboard_refresh.views,
  run dashboard_refresh.runs,
  failure dashboard_refresh.failure
)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_place dashboard_refresh.place;
begin
  -- Where there is no room, a look at every function could find none either.
  if run.error_sqlstate not like '53%' then
    v_place := dashboard_refresh._failing_place(failure.context);
  end if;

  return coalesce(
    dashboard_refresh._choose_hint(view, run, failure, v_place),
    concat_ws(
      ' ',
      case when v_place.function is not null then
        format('It failed %s.', dashboard_refresh._place_words(null, v_place))
      end,
      coalesce(
        nullif(run.error_hint, ''),
        format('Try it by hand as the owner of the view: refresh materialized view %s;', view.view)
      )
    )
  );
exception
  -- A failure that cannot be explained, as when the catalogs change under this, is recorded all the same.
  when others then
    return coalesce(nullif(run.error_hint, ''), 'Try it by hand as the owner of the view.');
end;
$$;
comment on function dashboard_refresh._failure_hint(
  dashboard_refresh.views, dashboard_refresh.runs, dashboard_refresh.failure
) is
  'What to do about a run of the view that failed, and where it did. PostgreSQL''s own hint, which the run carries, is the '
  'fallback. Says nothing of CONTEXT and DETAIL, which may quote data, but names.';
