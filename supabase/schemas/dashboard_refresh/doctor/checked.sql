/* All checks, in the order in which one may keep another from being made. */

create or replace function dashboard_refresh._wanted_checks(check_id text)
returns setof text language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  with recursive wanted (id, blocked_by) as (
    select listed.id, listed.blocked_by
    from dashboard_refresh._doctor_checks() as listed
    where _wanted_checks.check_id is null or listed.id = _wanted_checks.check_id
    union
    select listed.id, listed.blocked_by
    from wanted
    join dashboard_refresh._doctor_checks() as listed on listed.id = wanted.blocked_by
  )
  select wanted.id from wanted;
end;
$$;
comment on function dashboard_refresh._wanted_checks(text) is
  'The checks that have to be made for one to be answered: itself and what may block it; all of them for null.';

create or replace function dashboard_refresh._checks_of(
  view dashboard_refresh.views,
  wanted text[],
  broken text[],
  examined dashboard_refresh.examination
)
returns setof dashboard_refresh.checked language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_state dashboard_refresh.view_state;
  v_broken text[] := broken;
  v_problems dashboard_refresh.found_problem[] := array[]::dashboard_refresh.found_problem[];
  v_sources text[] := array[]::text[];
  v_checked dashboard_refresh.checked;
begin
  if view.id is not null then
    v_state := dashboard_refresh._state_of(view);
  end if;

  for v_checked in
    select listed.position, (listed.id, listed.topic, listed.is_of_view, listed.source, listed.codes, listed.blocked_by,
        listed.ok)::dashboard_refresh.doctor_check,
      view.id, view.view, null::dashboard_refresh.check_result, null::text
    from dashboard_refresh._doctor_checks() with ordinality
      as listed (id, topic, is_of_view, source, codes, blocked_by, ok, position)
    where listed.id = any (wanted) and listed.is_of_view = (view.id is not null)
    order by listed.position
  loop
    if (v_checked.made).blocked_by = any (v_broken) then
      v_checked.blocked_by := (v_checked.made).blocked_by;
      v_checked.result := (
        'skipped', format('Not looked at, because of what %s found.', v_checked.blocked_by), null, null
      )::dashboard_refresh.check_result;
    else
      if not (v_checked.made).source = any (v_sources) then
        v_sources := v_sources || (v_checked.made).source;
        v_problems := v_problems
          || dashboard_refresh._ask_source((v_checked.made).source, view, v_state, examined);
      end if;

      v_checked.result := dashboard_refresh._make_check(v_checked.made, view, v_state, v_problems, examined);
    end if;

    if (v_checked.result).status = 'error' or v_checked.blocked_by is not null then
      v_broken := v_broken || (v_checked.made).id;
    end if;

    return next v_checked;
  end loop;
end;
$$;
comment on function dashboard_refresh._checks_of(
  dashboard_refresh.views, text[], text[], dashboard_refresh.examination
) is
  'Makes those of the wanted checks that are of a view, or (a view of nulls) of none. broken: the checks that have found '
  'an error already, which block others. Each source of problems is asked once.';

create or replace function dashboard_refresh._all_checked(check_id text, is_deep boolean, at timestamptz)
returns setof dashboard_refresh.checked language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_wanted constant text[] := array(select dashboard_refresh._wanted_checks(check_id));
  v_examined constant dashboard_refresh.examination := dashboard_refresh._examine(is_deep, at);
  v_common dashboard_refresh.checked[];
  v_broken text[];
  v_view dashboard_refresh.views;
begin
  v_common := array(
    select dashboard_refresh._checks_of(null::dashboard_refresh.views, v_wanted, '{}', v_examined)
  );
  v_broken := array(
    select (checked.made).id
    from unnest(v_common) as checked
    where (checked.result).status = 'error' or checked.blocked_by is not null
  );
  return query select common.* from unnest(v_common) as common;

  if exists (
    select from dashboard_refresh._doctor_checks() as listed where listed.is_of_view and listed.id = any (v_wanted)
  ) then
    for v_view in
      select present.*
      from dashboard_refresh.views
      cross join lateral dashboard_refresh._present(views) as present
      order by present.view
    loop
      return query select * from dashboard_refresh._checks_of(v_view, v_wanted, v_broken, v_examined);
    end loop;
  end if;
end;
$$;
comment on function dashboard_refresh._all_checked(text, boolean, timestamptz) is
  'Makes the check of that id and those that may block it, or all, as of `at`.';
