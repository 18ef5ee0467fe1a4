/* The runs of a view, page by page. */

create or replace function dashboard_refresh.history(
  view text default null,
  status text default null,
  before uuid default null,
  max_runs integer default 50,
  since timestamptz default null,
  all_views boolean default false
)
returns json language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views;
  v_before dashboard_refresh.runs;
  v_page dashboard_refresh.runs[];
begin
  if all_views is not true then
    v_view := dashboard_refresh._find_view(history.view);
  elsif history.view is not null then
    perform dashboard_refresh._raise(
      'invalid_argument',
      'a view and all views cannot both be asked for',
      null,
      'Name the view, or ask for all.'
    );
  end if;

  if status not in ('queued', 'succeeded', 'failed', 'lost', 'cancelled') then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('%s is no status of a run', status),
      'A run is queued until it is final.',
      'Use queued, succeeded, failed, lost or cancelled.'
    );
  elsif max_runs is null or max_runs not between 1 and 200 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('max_runs = %s is out of range', coalesce(max_runs::text, 'null')),
      'It is the number of runs on a page.',
      'Ask for 1 to 200 runs a page.'
    );
  end if;

  select *
  into v_before
  from dashboard_refresh.runs
  where runs.id = history.before and (v_view.id is null or runs.view_id = v_view.id);

  if history.before is not null and not found then
    perform dashboard_refresh._raise(
      'unknown_run',
      concat_ws(' ', 'there is no run', history.before, 'of ' || v_view.view),
      format('Runs are kept %s.', dashboard_refresh._retention()),
      'Give as before the value of next from the page before, or leave it out for the newest.'
    );
  end if;

  v_page := array(
    select runs
    from dashboard_refresh.runs
    where (v_view.id is null or runs.view_id = v_view.id)
      and (history.status is null or runs.status = history.status)
      and (history.since is null or runs.requested_at >= history.since)
      and (history.before is null or (runs.requested_at, runs.id) < (v_before.requested_at, v_before.id))
    order by runs.requested_at desc, runs.id desc
    -- One more than asked for tells whether there is a next page.
    limit max_runs + 1
  );

  return json_build_object(
    'view', v_view.view,
    'runs', (
      select coalesce(json_agg(dashboard_refresh._run_json(page) order by page.requested_at desc, page.id desc), '[]')
      from unnest(v_page[:max_runs]) as page
    ),
    'next', case when cardinality(v_page) > max_runs then (v_page[max_runs]).id end
  );
end;
$$;
comment on function dashboard_refresh.history(text, text, uuid, integer, timestamptz, boolean) is
  'A page of a view''s runs, newest first: at most max_runs (1-200), of one status if given, older than the run `before`, '
  'requested at since or later. With all_views, those of all views, and view is null. '
  'next is the following page''s before, null on the last. Raises unknown_view, view_required, unknown_run, '
  'invalid_argument.';
