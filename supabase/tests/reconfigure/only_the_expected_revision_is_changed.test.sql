begin;
\ir ../support/fixture.psql
\ir ../support/error.psql
select plan(11);

select public.read_dashboard_refresh_settings() as seen \gset
select is(
  (:'seen'::jsonb -> 'settings'),
  (select dashboard_refresh._settings_json(views)::jsonb from dashboard_refresh.views where view = 'fixture.totals'),
  'the settings are read as status shows them'
);
select is(
  (:'seen'::jsonb ->> 'revision')::integer,
  (select revision from dashboard_refresh.views where view = 'fixture.totals'),
  'with the revision that they are of'
);

create temporary table answers as
select dashboard_refresh.reconfigure(
  settings => '{"max_staleness": "20 minutes"}', expected_revision => (:'seen'::jsonb ->> 'revision')::integer
) as it;
select is(
  (select it #>> '{after,max_staleness}' from answers), '00:20:00', 'a change of the revision that is there is made'
);
select is(
  (select (it ->> 'revision')::integer from answers), (:'seen'::jsonb ->> 'revision')::integer + 1,
  'its answer names the revision that it made'
);
select is(
  public.read_dashboard_refresh_settings() ->> 'revision', (select it ->> 'revision' from answers),
  'which is what is read next'
);

create temporary table refusals as
select errors.*
from (values (:'seen'::jsonb ->> 'revision'), ('0'), ('2147483647'), ('-1')) as revisions (revision)
cross join lateral pg_temp.error_of(
  format($$select dashboard_refresh.reconfigure(settings => '{"max_staleness": "5 minutes"}', expected_revision => %s)$$, revision)
) as errors;
select is(
  (select string_agg(distinct code, ' ') from refusals), 'DR014', 'a change of any other revision is refused'
);
select ok(
  (select bool_and(detail ~ '^They are of revision \d+, and the change is for revision -?\d+\.$') from refusals),
  'the error names both revisions'
);
select is(
  (public.read_dashboard_refresh_settings() #>> '{settings,max_staleness}'), '00:20:00', 'and nothing was changed'
);
select is(
  (select count(*) from dashboard_refresh.config_changes where action = 'reconfigure'), 1::bigint,
  'nor put down in the audit'
);

select is(
  (select string_agg(key, ' ') from json_object_keys(dashboard_refresh.reconfigure(settings => '{"active": true}', expected_revision => null)) as keys (key)),
  'view before after revision', 'null expects nothing'
);
select is(
  (pg_temp.error_of($$select dashboard_refresh.reconfigure('nope', '{"active": true}', expected_revision => 1)$$)).code,
  'DR001', 'an unknown view is that, whatever is expected of it'
);

select * from finish();
rollback;
