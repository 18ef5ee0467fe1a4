begin;
\ir ../support/fixture.psql
\ir ../support/doctor.psql
select plan(12);

create temporary table checks as
select item ->> 'id' as id, item ->> 'group' as topic, item ->> 'view' as view, item ->> 'status' as status,
  item ->> 'finding' as finding, item ->> 'repair' as repair, item ->> 'page' as page
from json_array_elements(dashboard_refresh.doctor() -> 'checks') as listed (item);

select cmp_ok((select count(distinct id) from checks), '>=', 40::bigint, 'there are at least forty checks');
select set_eq('select id from checks', 'select id from dashboard_refresh._doctor_checks()', 'each of the list is made');
select set_eq('select distinct topic from checks', array['platform', 'view', 'around'], 'they are of three groups');
select is_empty(
  $$select id from checks where coalesce(finding, '') = '' or finding !~ '[.]$|: .*\S$' or page <> 'docs/doctor.md#' || id$$,
  'each says a sentence, and where to read about it'
);
select is_empty(
  $$select id from checks where status in ('warning', 'error') and repair is null$$, 'each that found something says how to mend it'
);
select is_empty(
  $$
    select listed.id
    from dashboard_refresh._doctor_checks() as listed
    where listed.source is null
      and to_regproc('dashboard_refresh._check_' || listed.id) is null
  $$,
  'each that consists of no problem of the status is a function'
);

create or replace function dashboard_refresh._check_net_worker(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql set search_path = pg_catalog, pg_temp as
$$ begin raise division_by_zero using message = 'out of order'; end $$;
create or replace function dashboard_refresh._promise_problems(
  view dashboard_refresh.views, state dashboard_refresh.view_state, at timestamptz
)
returns setof dashboard_refresh.problem language plpgsql stable set search_path = pg_catalog, pg_temp as
$$ begin raise assert_failure using message = 'out of hand'; end $$;

create temporary table broken as
select item ->> 'id' as id, item ->> 'status' as status, item ->> 'finding' as finding
from json_array_elements(dashboard_refresh.doctor() -> 'checks') as listed (item);

select results_eq(
  $$select id, finding from broken where finding like 'The check itself failed%' order by id$$,
  $$
    values ('net_worker', 'The check itself failed: out of order'), ('view_lock', 'The check itself failed: out of hand'),
      ('view_promise', 'The check itself failed: out of hand'), ('view_rest', 'The check itself failed: out of hand')
  $$,
  'a check that fails says so, whether it is a function or a problem of the status'
);
select is_empty(
  $$select id from broken where finding like 'The check itself failed%' and status <> 'error'$$, 'as an error'
);
select is_empty(
  $$
    select checks.id from checks left join broken using (id)
    where broken.id is null
      or (broken.status <> checks.status and broken.id not in ('net_worker', 'view_lock', 'view_promise', 'view_rest', 'schema_drift'))
  $$,
  'and the others are made as before'
);
select is(
  (select status from broken where id = 'schema_drift'), 'error', 'and one says that these functions are not as released'
);

-- What the status knows, the doctor knows: these three by checks of their own, alert_webhook, watchdog_duties, cron_scheduler.
select is_empty(
  $$
    select matches.match[1]
    from pg_proc
    cross join lateral regexp_matches(prosrc, '''([a-z_]{4,})'',\s+(?:''(?:error|warning)''|case )', 'g') as matches (match)
    where pronamespace = 'dashboard_refresh'::regnamespace
      and proname ~ '^_\w+_problems$'
      and matches.match[1] not in ('alerts_misconfigured', 'watchdog_duty_failing', 'cron_stalled')
    except
    select unnest(listed.codes) from dashboard_refresh._doctor_checks() as listed
  $$,
  'every problem of the status is in a check'
);
select throws_ok(
  $$select dashboard_refresh.doctor('veiw_key')$$, 'DR019', 'there is no check veiw_key', 'one that there is not is an error'
);

select * from finish();
rollback;
