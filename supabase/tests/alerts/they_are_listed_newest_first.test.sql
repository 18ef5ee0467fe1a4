begin;
\ir ../support/fixture.psql
select plan(11);

create function pg_temp.summaries(page json) returns text language sql as $$
  select string_agg(alert ->> 'summary', ' ' order by position)
  from json_array_elements(page -> 'alerts') with ordinality as alerts (alert, position)
$$;
select dashboard_refresh.manage('fixture.new', expect_missing => true) \g /dev/null
insert into dashboard_refresh.alerts (view_id, kind, summary, facts, created_at, next_attempt_at)
select views.id, case when views.id is null then 'test' else 'stale' end, numbers.number::text, '{}',
  timestamptz '2026-11-24 10:00+00' + numbers.number * interval '1 minute', now()
from generate_series(1, 5) as numbers (number)
left join dashboard_refresh.views
  on views.view_name = case numbers.number % 3 when 1 then 'totals' when 2 then 'new' end;

select is(
  pg_temp.summaries(public.list_dashboard_refresh_alerts()), '5 4 3 2 1', 'without a view all are listed, tests too'
);
select is((public.list_dashboard_refresh_alerts() -> 'view')::text, 'null', 'without a view none is named');
select is(
  pg_temp.summaries(public.list_dashboard_refresh_alerts('totals')), '4 1', 'with a view those about it are listed'
);
select is(public.list_dashboard_refresh_alerts('totals') ->> 'view', 'fixture.totals', 'the view is named in full');
select is(
  (public.list_dashboard_refresh_alerts() #> '{alerts,0}')::jsonb,
  public.read_dashboard_refresh_alert((public.list_dashboard_refresh_alerts() #>> '{alerts,0,id}')::uuid)::jsonb,
  'an alert is shown as it is alone'
);

create temporary table pages as select public.list_dashboard_refresh_alerts(max_alerts => 2) as page;
select is((select pg_temp.summaries(page) from pages), '5 4', 'a page has as many as were asked for');
select is(
  (select pg_temp.summaries(public.list_dashboard_refresh_alerts(before => (page ->> 'next')::uuid, max_alerts => 3)) from pages),
  '3 2 1', 'next leads to the following page'
);
select is(
  (select public.list_dashboard_refresh_alerts(before => (page ->> 'next')::uuid, max_alerts => 3) ->> 'next' from pages),
  null, 'the last page has no next'
);
select throws_ok(
  $$select public.list_dashboard_refresh_alerts(max_alerts => 201)$$, 'DR010', 'max_alerts = 201 is out of range',
  'a page has at most 200'
);
select throws_ok(
  $$select public.list_dashboard_refresh_alerts(before => gen_random_uuid())$$, 'DR013', null, 'an unknown alert is refused'
);
select throws_ok($$select public.list_dashboard_refresh_alerts('nothing')$$, 'DR001', null, 'an unknown view is refused');

select * from finish();
rollback;
