/* Whether a function gives the same result for the same arguments for as long as nothing that is followed has changed. */

-- Long: one question after the other about one text.
create or replace function dashboard_refresh._body_obstacle(function pg_catalog.pg_proc)
returns dashboard_refresh.obstacle language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_body constant text := case when function.oid >= 16384 then dashboard_refresh._readable_body(function) end;
  v_is_from_text constant boolean := exists (
    select from pg_catalog.pg_type
    where pg_type.oid = any (function.proargtypes::oid[])
      and (
        pg_type.typcategory = 'S'
        or pg_type.oid in ('json'::regtype, 'jsonb'::regtype, 'xml'::regtype, 'record'::regtype)
      )
  );
  v_found text;
begin
  if v_body is null then
    return null;
  end if;

  v_found := coalesce(
    (regexp_match(v_body, '\m(current_date|current_time|current_timestamp|localtime|localtimestamp|session_user)\M'))[1],
    (
      select min(pg_proc.proname::text) || '()'
      from pg_catalog.pg_proc
      where pg_proc.pronamespace = 'pg_catalog'::regnamespace
        and pg_proc.proname in (
          'now', 'clock_timestamp', 'statement_timestamp', 'transaction_timestamp', 'timeofday', 'random',
          'gen_random_uuid', 'nextval', 'currval', 'current_setting', 'txid_current', 'pg_current_xact_id'
        )
        and v_body ~ ('\m' || pg_proc.proname || '\s*\(')
    )
  );

  if v_found is not null then
    return row(
      format('says it is immutable but uses %s', v_found),
      null,
      'Leave that to the query that reads the view, or give the function what it needs as an argument.'
    )::dashboard_refresh.obstacle;
  end if;

  select pg_class.oid::regclass::text
  into v_found
  from regexp_matches(v_body, '\m(?:from|join)\s+(?:only\s+)?(?:"?[\w$]+"?\s*\.\s*)?"?([\w$]+)"?(?!\s*\()', 'g')
    as matches (match)
  join pg_catalog.pg_class on pg_class.relname = matches.match[1] and pg_class.relkind in ('r', 'p', 'v', 'm', 'f')
  limit 1;

  if found then
    return row(
      format('says it is immutable but reads %s', v_found),
      null,
      'Join the table in the view, or write the function as stable with begin atomic … end, which can be followed.'
    )::dashboard_refresh.obstacle;
  elsif v_body ~ '\mexecute\M' and function.prolang <> (select oid from pg_catalog.pg_language where lanname = 'sql') then
    return row(
      'makes statements at run time, so that what it reads cannot be seen',
      null,
      'Write the statement out.'
    )::dashboard_refresh.obstacle;
  -- plpgsql turns text into a time by an assignment, SQL by a cast alone.
  elsif v_is_from_text and (
    v_body ~ '(::\s*|\mas\s+)(date|time|timetz|timestamp|timestamptz)\M'
    or (
      function.prolang <> (select oid from pg_catalog.pg_language where lanname = 'sql')
      and (
        v_body ~ '\m(date|time|timetz|timestamp|timestamptz)\M'
        or function.prorettype = any (array['date', 'time', 'timetz', 'timestamp', 'timestamptz']::regtype[])
      )
    )
  ) then
    return row(
      'turns text into a time, and the text may be ''now''',
      null,
      'Use to_date(x, ''YYYY-MM-DD'') or to_timestamp(x, ''YYYY-MM-DD HH24:MI:SS'') in it.'
    )::dashboard_refresh.obstacle;
  end if;

  return null;
end;
$$;
comment on function dashboard_refresh._body_obstacle(pg_catalog.pg_proc) is
  'Why a function may change its result by itself although it says that it does not, as far as the text of its body '
  'tells; null when it does not.';

create or replace function dashboard_refresh._function_obstacle(function oid)
returns dashboard_refresh.obstacle language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_called pg_catalog.pg_proc;
  v_obstacle dashboard_refresh.obstacle;
begin
  for v_called in
    select pg_proc.*
    from unnest(dashboard_refresh._functions_within(array[function])) as called (function)
    join pg_catalog.pg_proc on pg_proc.oid = called.function
    order by pg_proc.oid <> _function_obstacle.function, pg_proc.oid
  loop
    v_obstacle := dashboard_refresh._volatility_obstacle(v_called);

    if v_obstacle.reason is null then
      v_obstacle := dashboard_refresh._body_obstacle(v_called);
    end if;

    if v_obstacle.reason is not null then
      v_obstacle.reason := format(
        'it calls %s, which %s%s',
        function::regprocedure,
        case
          when v_called.oid <> function then format('calls %s, which ', v_called.oid::regprocedure)
        end,
        v_obstacle.reason
      );
      return v_obstacle;
    end if;
  end loop;

  return null;
end;
$$;
comment on function dashboard_refresh._function_obstacle(oid) is
  'Why a function, or one that it calls, may change its result by itself, and what to do about it; null when none may.';
