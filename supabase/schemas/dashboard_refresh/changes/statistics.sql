/* How far PostgreSQL's counters of changed rows can be trusted. */

create or replace function dashboard_refresh._statistics_horizon(at timestamptz, out known_until timestamptz, out epoch text)
language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  -- Within a transaction backends and counters are otherwise those of the first look (stats_fetch_consistency). The
  -- counters are looked at next, by _fingerprint, which asks for the epoch so that this cannot be forgotten.
  perform pg_stat_clear_snapshot();

  select
    -- pgstat.c: a backend reports when it goes idle, unless it did so within the last second; then 10 s later. In a
    -- transaction it does not report at all, so one that is in a transaction may keep back what it committed before. What
    -- it keeps back is not older than 60 s (PGSTAT_MAX_INTERVAL).
    case
      when bool_or(activity.backend_type = 'client backend' and coalesce(activity.state, 'disabled') = 'disabled')
        filter (where backend.may_owe)
      then null
      else least(
        at,
        clock_timestamp(),
        min(
          case
            -- A procedure that commits starts one transaction after another within one statement.
            when activity.xact_start is not null
              then least(activity.xact_start, activity.query_start)
            when activity.state_change > at - interval '11 seconds' then activity.state_change
          end
        ) filter (where backend.may_owe) - interval '60 seconds'
      )
    end,
    -- Counters restart at zero after a reset, and after a crash, which starts a new checkpointer even where the server
    -- itself goes on. Without this, counters that have grown back to what they were would hide everything that happened.
    -- As numbers: a timestamp as text depends on the session.
    extract(epoch from max(activity.backend_start) filter (where activity.backend_type = 'checkpointer'))
      || ' ' || coalesce(extract(epoch from pg_stat_get_db_stat_reset_time(min(own.datid)))::text, '')
  into known_until, epoch
  -- What the view pg_stat_activity is made of: its joins cost more than everything else that a tick plans, and a look at
  -- pg_database, too, costs more than asking for this session's own database.
  from pg_stat_get_activity(null) as activity
  cross join pg_stat_get_activity(pg_backend_pid()) as own
  cross join lateral (
    select
      activity.datid = own.datid
      and activity.pid <> pg_backend_pid()
      -- These change no rows but pg_cron's own, and the launcher goes idle in the very second of every tick.
      and activity.backend_type not in ('autovacuum worker', 'walsender', 'pg_cron launcher') as may_owe
  ) as backend;
end;
$$;
comment on function dashboard_refresh._statistics_horizon(timestamptz) is
  'What the counters are worth, to be read before they are. known_until: the time up to which every change has been '
  'reported: now where no backend can have anything left to report, otherwise 60 s before the oldest that can; not after '
  '`at`; null where backends cannot be seen. epoch: since when the counters count, as text to compare; null where the '
  'caller may not see it.';

create or replace function dashboard_refresh._holding_session(at timestamptz)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select json_build_object(
      'pid', activity.pid,
      'application', activity.application_name,
      'user', pg_get_userbyid(activity.usesysid),
      'since', activity.xact_start
    )
    from pg_stat_get_activity(null) as activity
    cross join pg_stat_get_activity(pg_backend_pid()) as own
    where activity.datid = own.datid
      and activity.pid <> own.pid
      and activity.backend_type not in ('autovacuum worker', 'walsender', 'pg_cron launcher')
      and activity.xact_start < at
    order by least(activity.xact_start, activity.query_start)
    limit 1
  );
end;
$$;
comment on function dashboard_refresh._holding_session(timestamptz) is
  'The session that has been in its transaction for longest before `at`, and may keep back until its end what it and others '
  'changed before; null when none is. Quotes no query: that may hold data.';
