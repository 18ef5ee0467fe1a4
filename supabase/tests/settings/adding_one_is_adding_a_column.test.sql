begin;
\ir ../support/fixture.psql
select plan(11);

-- All that a new setting takes.
alter table dashboard_refresh.views
  add column demo integer not null default 3,
  add constraint views_demo_check check (demo between 1 and 9);
comment on column dashboard_refresh.views.demo is 'Setting: a number that a test has thought of.';
comment on constraint views_demo_check on dashboard_refresh.views is 'demo must be from 1 to 9.';

select results_eq(
  $$select * from dashboard_refresh.settings() offset (select count(*) - 1 from dashboard_refresh.settings())$$,
  $$values ('demo', 'integer', '3', 'demo must be from 1 to 9.', 'a number that a test has thought of.')$$,
  'settings() lists a new column with its check and comments as the last setting'
);
select is(dashboard_refresh.status() #>> '{settings,demo}', '3', 'status shows a new setting at its default');

create temporary table answer as select dashboard_refresh.reconfigure(settings => '{"demo": 7}') as it;
select is((select it #>> '{before,demo}' from answer), '3', 'reconfigure shows what a new setting was');
select is((select it #>> '{after,demo}' from answer), '7', 'reconfigure shows what a new setting is now');
select is((select demo from dashboard_refresh.views), 7, 'reconfigure stores a new setting');
select results_eq(
  $$select before ->> 'demo', after ->> 'demo' from dashboard_refresh.config_changes where action = 'reconfigure'$$,
  $$values ('3', '7')$$,
  'the audit has a new setting'
);

select throws_ok(
  $$select dashboard_refresh.reconfigure(settings => '{"demo": 10}')$$, 'DR004', 'demo must be from 1 to 9.',
  'a value that the check of a new setting does not allow is refused with the comment of the check'
);
select throws_ok(
  $$select dashboard_refresh.reconfigure(settings => '{"demoo": 5}')$$, 'DR004',
  'there is no setting demoo; did you mean demo?', 'a new setting is suggested for a misspelt one'
);
select is(
  dashboard_refresh.reconfigure(settings => '{"demo": null}') #>> '{after,demo}', '3',
  'null sets the default of a new setting again'
);
select is(
  dashboard_refresh.manage('fixture.new', settings => '{"demo": 9}', expect_missing => true) #>> '{after,demo}', '9',
  'manage takes a new setting too'
);
select is(
  dashboard_refresh.run(dashboard_refresh.request('fixture.totals')) ->> 'status', 'succeeded',
  'refreshes go on with a new setting'
);

select * from finish();
rollback;
