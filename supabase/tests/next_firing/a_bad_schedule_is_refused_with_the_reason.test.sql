begin;
set local search_path = public, extensions;
select plan(14);

select is(
  (
    select codes.sqlstate || ' ' || error.message
    from dashboard_refresh._schedule_error(schedule) as error
    join dashboard_refresh._error_codes() as codes on codes.code = error.code
  ),
  sqlstate || ' ' || message,
  description
)
from (
  values
    ('99 * * * *', 'DR004', 'schedule: 99 is no valid minute', 'a minute past 59'),
    ('* 24 * * *', 'DR004', 'schedule: 24 is no valid hour', 'an hour past 23'),
    ('* * 0 * *', 'DR004', 'schedule: 0 is no valid day of month', 'day zero'),
    ('* * * 13 *', 'DR004', 'schedule: 13 is no valid month', 'a thirteenth month'),
    ('* * * * 8', 'DR004', 'schedule: 8 is no valid day of week', 'an eighth day of the week'),
    ('20-10 * * * *', 'DR004', 'schedule: 20-10 is no valid minute', 'a range backwards'),
    ('*/0 * * * *', 'DR004', 'schedule: */0 is no valid minute', 'a step of zero'),
    ('5/2 * * * *', 'DR004', 'schedule: 5/2 is no valid minute', 'a step without a range'),
    ('1,,2 * * * *', 'DR004', 'schedule: nothing is no valid minute', 'an empty part of a list'),
    ('* * * *', 'DR004', 'schedule: * * * * is no cron expression', 'four fields'),
    ('', 'DR004', 'schedule: nothing is no cron expression', 'nothing at all'),
    ('@reboot', 'DR004', 'schedule: @reboot is no cron expression', 'a job that never fires again'),
    ('0 0 30 2 *', 'DR004', 'schedule: 0 0 30 2 * never fires', 'a date that never comes'),
    ('90 seconds', 'DR004', 'schedule: 90 seconds is out of range', 'more than 59 seconds')
) as cases (schedule, sqlstate, message, description);

select * from finish();
rollback;
