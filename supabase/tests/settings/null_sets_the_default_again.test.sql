begin;
\ir ../support/fixture.psql
select plan(9);

-- Every setting somewhere else than at its default.
select dashboard_refresh.reconfigure(settings => '{
  "schedule": "*/7 * * * *", "active": false, "scheduled": false, "path": "edge", "concurrently": "never",
  "skip_unchanged": false, "max_staleness": "20 minutes", "max_duty_cycle": 1, "lock_timeout": "1 second",
  "max_duration": "1 minute", "failure_limit": 2, "force_after": "2 hours", "job_name": "sales",
  "pause_reason": "moving house", "paused_until": "2999-01-01T00:00:00Z", "time_zone": "America/Bogota",
  "analyze": "never", "notify": "sales", "quiet_hours": "22:00-07:00", "freshness_readers": "authenticated"
}') \g /dev/null
select is(
  (
    select count(*)
    from dashboard_refresh.settings()
    join json_each_text((select dashboard_refresh.status() -> 'settings')) as now_set on now_set.key = settings.name
    where now_set.value is distinct from settings.default_value
  ),
  (select count(*) from dashboard_refresh.settings()),
  'every setting can be set to something else than its default'
);

create temporary table answer as
select dashboard_refresh.reconfigure(settings => jsonb_object_agg(name, null)) as it from dashboard_refresh.settings();
select results_eq(
  $$select key, value from answer, json_each_text(it -> 'after') where key <> 'job_name'$$,
  $$select name, default_value from dashboard_refresh.settings() where name <> 'job_name'$$,
  'null sets the default of each setting again'
);
select is(
  (select it #>> '{after,job_name}' from answer), 'refresh-totals',
  'null for job_name sets the name that the view gives'
);
select results_eq(
  $$select jobname::text collate "default", schedule, active from cron.job where command ~ 'tick'$$,
  $$values ('refresh-totals', '*/5 * * * *', true)$$,
  'the job follows its settings to their defaults'
);

select dashboard_refresh.reconfigure(settings => '{"max_staleness": "20 minutes", "path": "edge"}') \g /dev/null
select results_eq(
  $$
    select it #>> '{after,max_staleness}', it #>> '{after,path}', it #>> '{after,failure_limit}'
    from (select dashboard_refresh.reconfigure(settings => '{"max_staleness": null, "failure_limit": 3}')) as answers (it)
  $$,
  $$values ('00:10:00', 'edge', '3')$$,
  'null resets the settings it is given for and no other'
);

select is(
  dashboard_refresh.manage('fixture.totals', settings => '{"path": null}') #>> '{after,path}', 'auto',
  'manage takes null the same way'
);
select is(
  dashboard_refresh.manage('fixture.new', settings => '{"path": null, "job_name": null}', expect_missing => true) #>> '{after,job_name}',
  'refresh-new', 'null is no error for a view that is not managed yet'
);

-- The default of job_name, refresh-totals, may be taken by now.
select dashboard_refresh.reconfigure('fixture.totals', '{"job_name": "sales"}') \g /dev/null
select dashboard_refresh.manage('public.other', settings => '{"job_name": "refresh-totals"}', expect_missing => true) \g /dev/null
select matches(
  dashboard_refresh.reconfigure('fixture.totals', '{"job_name": null}') #>> '{after,job_name}',
  '^refresh-totals-[0-9a-f]{8}$', 'a default name that another view''s job has is made distinct'
);
select is(
  (select count(*) from cron.job where command ~ '''fixture.totals'''), 1::bigint, 'a view whose job was renamed twice has one job'
);

select * from finish();
rollback;
