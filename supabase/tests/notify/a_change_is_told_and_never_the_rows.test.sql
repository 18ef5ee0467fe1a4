begin;
\ir ../support/fixture.psql
select plan(9);

-- Supabase Realtime as far as it is called; what was sent stays in a table.
create schema if not exists realtime;
create table realtime.sent_here (payload jsonb, event text, topic text, private boolean);
create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void
language sql as $$ insert into realtime.sent_here values (payload, event, topic, private) $$;

select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'a view is refreshed that nobody waits for');
select is_empty('select * from realtime.sent_here', 'and nobody is told');

select dashboard_refresh.reconfigure(settings => '{"notify": "dashboard:totals", "max_duty_cycle": 1}') \g /dev/null
select dashboard_refresh.run(dashboard_refresh.request()) \g /dev/null
select is_empty('select * from realtime.sent_here', 'a refresh that changes no row tells nobody');

insert into fixture.sales values ('eva', 1);
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select results_eq(
  'select event, topic, private from realtime.sent_here', $$values ('refreshed', 'dashboard:totals', true)$$,
  'a refresh that changes rows tells the private topic'
);
select results_eq(
  'select payload from realtime.sent_here',
  $$
    select jsonb_build_object('view', 'fixture.totals', 'data_as_of', data_as_of, 'run', id)
    from dashboard_refresh.runs
    order by requested_at desc limit 1
  $$,
  'of the view, how fresh it is and the run, and nothing else'
);

drop function realtime.send(jsonb, text, text, boolean);
create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void
language plpgsql as $$ begin raise exception 'no partition'; end $$;
set local client_min_messages = error;
insert into fixture.sales values ('eva', 1);
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'a broadcast that fails fails no refresh');

drop function realtime.send(jsonb, text, text, boolean);
insert into fixture.sales values ('eva', 1);
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'nor does a project without Realtime');

select throws_like(
  format($$select dashboard_refresh.reconfigure(settings => '{"notify": "%s"}')$$, repeat('x', 10000)),
  '%notify must have 1 to 63 bytes%', 'a topic of 10 kB is refused'
);
select throws_like(
  $$select dashboard_refresh.reconfigure(settings => '{"notify": "a\u0007b"}')$$,
  '%none of them a control character%', 'and so is one with a control character'
);

select * from finish();
rollback;
