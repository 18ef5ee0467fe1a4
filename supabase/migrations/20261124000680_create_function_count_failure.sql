/*
Purpose: failures in a row: what kind they are, how long the next try waits, when somebody has mended the view.

Objects: functions _outline, _backoff, _count_failure, _is_retry_due.
*/

create function dashboard_refresh._outline(view dashboard_refresh.views)
returns text
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_relation oid := to_regclass(view.view);
begin
  -- A changed row has another xmin. Analyze and vacuum change theirs in place, so they do not count.
  return md5(concat_ws(
    '|',
    (
      select string_agg(pg_class.oid || ':' || pg_class.xmin, ',' order by pg_class.oid)
      from pg_catalog.pg_class
      where pg_class.oid = v_relation
        or pg_class.oid = any (view.sources)
        or pg_class.oid in (select pg_index.indexrelid from pg_catalog.pg_index where pg_index.indrelid = v_relation)
    ),
    (
      select string_agg(pg_rewrite.oid || ':' || pg_rewrite.xmin, ',' order by pg_rewrite.oid)
      from pg_catalog.pg_rewrite
      where pg_rewrite.ev_class = v_relation or pg_rewrite.oid = any (view.rules)
    ),
    (
      select string_agg(pg_proc.oid || ':' || pg_proc.xmin, ',' order by pg_proc.oid)
      from pg_catalog.pg_proc
      where pg_proc.oid = any (view.functions)
    )
  ));
end;
$$;

comment on function dashboard_refresh._outline(dashboard_refresh.views) is
  'A value that changes with what somebody who mends a view changes: whether it exists, its owner and rights, its '
  'definition, its indexes, and the relations and functions it used when it was last refreshed. Not their data.';

create function dashboard_refresh._backoff(failures integer, failure_limit integer, kind text, jitter double precision)
returns interval
language sql
immutable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select (
    case
      when failures >= failure_limit
        then least(interval '5 minutes' * power(2, least(failures - failure_limit, 10)), interval '1 hour')
      when kind = 'transient'
        then least(interval '1 minute' * power(2, least(failures - 1, 10)), interval '1 hour')
    end
  ) * (1 - jitter / 4);
end;

comment on function dashboard_refresh._backoff(integer, integer, text, double precision) is
  'How long after this many failures in a row the next try waits: 1 min, doubling, after a transient one; from '
  'failure_limit on 5 min, doubling, after any; at most 1 h. Null, wait for the schedule, after a lasting one below the '
  'limit. jitter, from 0 to 1, takes up to a quarter off, so that views that failed together do not come back together.';

create function dashboard_refresh._count_failure(view_id integer, error_sqlstate text, at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_view dashboard_refresh.views;
begin
  select * into v_view
  from dashboard_refresh.views
  where views.id = _count_failure.view_id
  for no key update;

  if not found then
    return;
  end if;

  v_view.consecutive_failures := v_view.consecutive_failures + 1;
  v_view.failure_kind := dashboard_refresh._failure_kind(error_sqlstate);

  update dashboard_refresh.views
  set consecutive_failures = v_view.consecutive_failures,
    failing_since = coalesce(views.failing_since, at),
    failure_kind = v_view.failure_kind,
    failed_outline = case when v_view.failure_kind = 'lasting' then dashboard_refresh._outline(views) end,
    retry_at = at + dashboard_refresh._backoff(
      v_view.consecutive_failures, v_view.failure_limit, v_view.failure_kind, random()
    )
  where views.id = v_view.id;

  perform dashboard_refresh._open_alert(
    v_view.id, case when v_view.consecutive_failures >= v_view.failure_limit then 'suspended' else 'failing' end, at
  );
end;
$$;

comment on function dashboard_refresh._count_failure(integer, text, timestamptz) is
  'Counts a run that failed with this SQLSTATE, or was lost (null), at `at`: sets when to try again, suspends from '
  'failure_limit in a row on, and alerts.';

create function dashboard_refresh._is_retry_due(view dashboard_refresh.views, at timestamptz)
returns boolean
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return view.consecutive_failures > 0
    and view.active
    and view.scheduled
    and (
      view.retry_at <= at
      or (view.failure_kind = 'lasting' and view.failed_outline is distinct from dashboard_refresh._outline(view))
    );
end;
$$;

comment on function dashboard_refresh._is_retry_due(dashboard_refresh.views, timestamptz) is
  'True for a failing view that is to be tried again at `at`: its wait is over, or somebody has changed what it is made of.';

revoke all on function
  dashboard_refresh._outline(dashboard_refresh.views),
  dashboard_refresh._backoff(integer, integer, text, double precision),
  dashboard_refresh._count_failure(integer, text, timestamptz),
  dashboard_refresh._is_retry_due(dashboard_refresh.views, timestamptz)
from public, anon, authenticated, service_role;
