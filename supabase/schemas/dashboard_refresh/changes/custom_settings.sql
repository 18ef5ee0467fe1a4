/* Session settings that a query reads by name. */

create or replace function dashboard_refresh._settings_read(node_tree text)
returns text[] language sql stable
set search_path = pg_catalog, pg_temp as $$
  -- Calls of current_setting, with one argument or two, the first a constant, which is stored byte by byte behind four of
  -- its length.
  select array_agg(distinct names.name order by names.name)
  from regexp_matches(
    node_tree,
    ':funcid (?:2077|3294) [^{]*:args \(\{CONST :consttype 25 [^}]*:constvalue \d+ \[ -?\d+ -?\d+ -?\d+ -?\d+ ([-\d ]+)\]',
    'g'
  ) as matches (match)
  cross join lateral (
    select string_agg(chr((bytes.byte::integer + 256) % 256), '' order by bytes.position)
    from regexp_split_to_table(trim(matches.match[1]), ' ') with ordinality as bytes (byte, position)
  ) as names (name);
$$;
comment on function dashboard_refresh._settings_read(text) is
  'The names of the session settings that a query, given as its node tree (pg_rewrite.ev_action), reads by a constant name; '
  'null when there are none.';

create or replace function dashboard_refresh._untrackable_setting(node_tree text)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_calls constant integer := (select count(*) from regexp_matches(node_tree, ':funcid (?:2077|3294) ', 'g'));
  v_constant_calls constant integer := (
    select count(*) from regexp_matches(node_tree, ':funcid (?:2077|3294) [^{]*:args \(\{CONST :consttype 25 ', 'g')
  );
  v_name text;
begin
  if v_calls > v_constant_calls then
    return 'it reads a session setting whose name it computes';
  end if;

  -- Those of a request are the same in every refresh: cleared.
  select names.name
  into v_name
  from unnest(dashboard_refresh._settings_read(node_tree)) as names (name)
  where not dashboard_refresh._is_recordable(names.name) and names.name !~* '^(request|response)\.'
  limit 1;

  return case
    when v_name is not null then format('it reads the setting %s, which each session has for itself', v_name)
  end;
end;
$$;
comment on function dashboard_refresh._untrackable_setting(text) is
  'Why a session setting that a query reads, given as its node tree, cannot be the same in every session; null when all '
  'can, or it reads none.';
