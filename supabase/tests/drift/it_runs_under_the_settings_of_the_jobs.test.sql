-- As a refresh does: whoever asks, in whatever session, gets the same answer.
begin;
\ir ../support/fixture.psql
select plan(5);

create table fixture.measures (id integer primary key, at timestamptz, value float8, span interval, price money);
insert into fixture.measures values (1, '2026-01-01 23:30:00+00', 0.1::float8 + 0.2::float8, '1 day 2 hours', 5);
create materialized view fixture.written as
  select
    id, at::text as at, at::date as day, value::text as value, span::text as span, price::text as price, '\x00ff'::bytea::text as bytes,
    date '2026-03-04' as day_in_the_text, interval '3 days' as span_in_the_text, 0.3::float8 as value_in_the_text,
    coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}') as claims
  from fixture.measures;
create unique index on fixture.written (id);
select dashboard_refresh.manage('fixture.written', settings => '{"path": "database"}') \g /dev/null
select dashboard_refresh.run(dashboard_refresh.request('fixture.written')) \g /dev/null

create function pg_temp.drift() returns text language sql as $$
  select concat_ws(' ', it ->> 'missing', it ->> 'extra', it ->> 'different') from dashboard_refresh.drift('fixture.written') as it
$$;

select is(pg_temp.drift(), '0 0 0', 'in a session like that of the jobs the view is right');
set local timezone = 'Asia/Tokyo';
set local datestyle = 'SQL, DMY';
set local intervalstyle = 'iso_8601';
set local extra_float_digits = 0;
set local bytea_output = 'escape';
set local transform_null_equals = on;
set local quote_all_identifiers = on;
select set_config('request.jwt.claims', '{"role": "service_role"}', true) \g /dev/null
select is(pg_temp.drift(), '0 0 0', 'so it is in any other');
select is(
  array[
    current_setting('timezone'), current_setting('datestyle'), current_setting('intervalstyle'),
    current_setting('extra_float_digits'), current_setting('bytea_output'), current_setting('request.jwt.claims'),
    current_setting('search_path')
  ],
  array['Asia/Tokyo', 'SQL, DMY', 'iso_8601', '0', 'escape', '{"role": "service_role"}', 'public, extensions'],
  'which keeps its settings'
);

update fixture.measures set at = '2026-01-02 23:30:00+00';
select is(pg_temp.drift(), '0 0 1', 'and what differs is counted');
insert into fixture.measures values (2, 'infinity', 'nan', '0', '0');
delete from fixture.measures where id = 1;
select is(pg_temp.drift(), '1 1 0', 'whatever it is');

select * from finish();
rollback;
