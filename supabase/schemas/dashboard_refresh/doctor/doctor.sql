/* What the doctor says. */

create or replace function dashboard_refresh._checked_json(
  checked dashboard_refresh.checked,
  silence dashboard_refresh.doctor_silences
)
returns json language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'id', (checked.made).id,
    'group', (checked.made).topic,
    'view', checked.view,
    'status', (checked.result).status,
    'finding', (checked.result).finding,
    'repair', case
      when (checked.result).repair is not null and (checked.result).status in ('warning', 'error') then json_build_object(
        'kind', (checked.result).repair_kind, 'text', (checked.result).repair
      )
    end,
    'blocked_by', checked.blocked_by,
    'silenced', case
      when silence.check_id is not null then json_build_object(
        'by', silence.silenced_by, 'at', silence.silenced_at, 'reason', silence.reason
      )
    end,
    'page', 'docs/doctor.md#' || (checked.made).id
  );
$$;
comment on function dashboard_refresh._checked_json(dashboard_refresh.checked, dashboard_refresh.doctor_silences) is
  'A check that was made, as callers see it; silence: the row that silences it, if there is one.';

create or replace function dashboard_refresh._require_check(check_id text)
returns dashboard_refresh.doctor_check language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_check dashboard_refresh.doctor_check;
  v_near text;
begin
  select * into v_check from dashboard_refresh._doctor_checks() as listed where listed.id = check_id;

  if not found then
    select listed.id
    into v_near
    from dashboard_refresh._doctor_checks() as listed
    where dashboard_refresh._likeness(check_id, listed.id) >= 0.4
    order by dashboard_refresh._likeness(check_id, listed.id) desc, listed.id
    limit 1;

    perform dashboard_refresh._raise(
      'unknown_check',
      format('there is no check %s', coalesce(left(check_id, 100), 'null')),
      'Did you mean ' || v_near || '?',
      'The checks are listed in docs/doctor.md and by doctor().'
    );
  end if;

  return v_check;
end;
$$;
comment on function dashboard_refresh._require_check(text) is 'The check of that id. Raises unknown_check.';

create or replace function dashboard_refresh._doctor_json(check_id text, is_deep boolean, at timestamptz)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    with checks as materialized (
      select checked, silences.silence, (checked.result).status, (silences.silence).check_id is not null as is_silenced
      from dashboard_refresh._all_checked(_doctor_json.check_id, is_deep, at) as checked
      left join lateral (
        select doctor_silences as silence
        from dashboard_refresh.doctor_silences
        where doctor_silences.check_id = (checked.made).id
          and (doctor_silences.view_id is null or doctor_silences.view_id = checked.view_id)
        order by doctor_silences.view_id nulls last
        limit 1
      ) as silences on true
      where _doctor_json.check_id is null or (checked.made).id = _doctor_json.check_id
    )
    select json_build_object(
      'checks', coalesce(
        json_agg(
          dashboard_refresh._checked_json(checks.checked, checks.silence)
          order by
            array_position('{platform,view,around}', ((checks.checked).made).topic),
            (checks.checked).view nulls first,
            (checks.checked).position
        ),
        '[]'
      ),
      'summary', json_build_object(
        'ok', count(*) filter (where checks.status = 'ok'),
        'warning', count(*) filter (where checks.status = 'warning' and not checks.is_silenced),
        'error', count(*) filter (where checks.status = 'error' and not checks.is_silenced),
        'skipped', count(*) filter (where checks.status = 'skipped'),
        'silenced', count(*) filter (where checks.status in ('warning', 'error') and checks.is_silenced)
      ),
      'version', dashboard_refresh.version(),
      'now', at
    )
    from checks
  );
end;
$$;
comment on function dashboard_refresh._doctor_json(text, boolean, timestamptz) is
  'See doctor; as of `at`.';

create or replace function dashboard_refresh.doctor(check_id text default null, deep boolean default false)
returns json language plpgsql
-- Volatile, so that statistics are not those of an earlier look. It writes nothing; what deep tries out is taken back.
set search_path = pg_catalog, pg_temp as $$
begin
  if doctor.check_id is not null then
    perform dashboard_refresh._require_check(doctor.check_id);
  end if;

  return dashboard_refresh._doctor_json(doctor.check_id, coalesce(deep, false), clock_timestamp());
end;
$$;
comment on function dashboard_refresh.doctor(text, boolean) is
  'Examines the platform, every managed view and what is around them: a row a check with its id, ok, warning, error or '
  'skipped, what was found, how to mend it, and who has silenced it. check_id: that check alone. deep: also tries a refresh '
  'of a copy of each view under the rules of PostgreSQL 17. Raises unknown_check.';
