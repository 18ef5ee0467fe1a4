/* The settings as a form needs them. */

create or replace function dashboard_refresh._setting_choices(name text)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_agg(literals.literal[1] order by literals.position)
  from pg_catalog.pg_constraint
  join pg_catalog.pg_attribute
    on pg_attribute.attrelid = pg_constraint.conrelid and pg_constraint.conkey = array[pg_attribute.attnum]
  cross join lateral regexp_matches(
    substring(pg_get_constraintdef(pg_constraint.oid) from ' = ANY \(\(?ARRAY\[(.*)\]\)'), '''([^'']*)''', 'g'
  ) with ordinality as literals (literal, position)
  where pg_constraint.conrelid = 'dashboard_refresh.views'::regclass
    and pg_constraint.contype = 'c'
    and pg_attribute.attname = _setting_choices.name;
$$;
comment on function dashboard_refresh._setting_choices(text) is
  'The words that a setting may have, by the check of its column; null where it is not one of a few words.';

create or replace function dashboard_refresh._setting_json(setting dashboard_refresh.setting)
returns json language sql stable
set search_path = pg_catalog, pg_temp
set intervalstyle = 'postgres'
as $$
  select json_build_object(
    'name', setting.name,
    'type', setting.type,
    'default', to_jsonb(jsonb_populate_record(
      null::dashboard_refresh.views, jsonb_build_object(setting.name, setting.default_value)
    )) -> setting.name,
    'limits', setting.limits,
    'description', setting.description,
    'choices', dashboard_refresh._setting_choices(setting.name)
  );
$$;
comment on function dashboard_refresh._setting_json(dashboard_refresh.setting) is
  'A setting as callers see it: its default as the value that a patch has, and the words to choose from where there are such.';
