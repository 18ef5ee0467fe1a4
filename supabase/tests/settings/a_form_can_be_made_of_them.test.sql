begin;
set local search_path = public, extensions;
\ir ../support/keys.psql
set local intervalstyle = 'iso_8601';
select plan(8);

create temporary table listed as
select setting.value as it, setting.position
from json_array_elements(public.list_dashboard_refresh_settings() -> 'settings') with ordinality as setting (value, position);

select is(pg_temp.keys(public.list_dashboard_refresh_settings()), 'settings', 'the settings are one list');
select is(
  (select string_agg(distinct pg_temp.keys(it), '; ') from listed), 'name type default limits description choices',
  'each has its members in order'
);
select results_eq(
  'select it ->> ''name'' from listed order by position', 'select name from dashboard_refresh.settings()', 'all of them, in their order'
);
select results_eq(
  $$select it ->> 'name', it ->> 'choices' from listed where it ->> 'choices' is not null order by position$$,
  $$
    values
      ('path', '["auto", "edge", "database"]'),
      ('concurrently', '["auto", "always", "never"]'),
      ('analyze', '["auto", "never", "always"]'),
      ('freshness_readers', '["none", "authenticated", "anyone"]')
  $$,
  'those that are one of a few words say which'
);
select results_eq(
  $$select it ->> 'name', json_typeof(it -> 'default') from listed where it ->> 'type' in ('boolean', 'integer', 'numeric') order by position$$,
  $$
    values
      ('active', 'boolean'), ('scheduled', 'boolean'), ('skip_unchanged', 'boolean'), ('max_duty_cycle', 'number'),
      ('failure_limit', 'number')
  $$,
  'a default is of the type that a patch gives'
);
select is(
  (select it ->> 'default' from listed where it ->> 'name' = 'max_staleness'), '00:10:00',
  'an interval is in the form of the settings, whatever the session''s is'
);
select is(
  (select json_typeof(it -> 'default') from listed where it ->> 'name' = 'job_name'), 'null', 'one that is derived has no default'
);

-- A setting that is added has its choices from its check, like everything else.
alter table dashboard_refresh.views
  add column demo text not null default 'b',
  add constraint views_demo_check check (demo in ('b', 'a'));
comment on column dashboard_refresh.views.demo is 'Setting: what a test has thought of.';
select is(
  (
    select setting ->> 'choices'
    from json_array_elements(public.list_dashboard_refresh_settings() -> 'settings') as setting
    where setting ->> 'name' = 'demo'
  ),
  '["b", "a"]', 'a new setting has its words in their order'
);

select * from finish();
rollback;
