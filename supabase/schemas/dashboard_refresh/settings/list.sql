/* The settings, as the columns of views define them. */

create or replace function dashboard_refresh.settings()
returns setof dashboard_refresh.setting language plpgsql stable
set search_path = pg_catalog, pg_temp
set intervalstyle = 'postgres'
as $$
declare
  v_setting dashboard_refresh.setting;
begin
  for v_setting in
    select
      pg_attribute.attname::text,
      format_type(pg_attribute.atttypid, pg_attribute.atttypmod),
      pg_get_expr(pg_attrdef.adbin, pg_attrdef.adrelid),
      coalesce(
        obj_description(pg_constraint.oid, 'pg_constraint'), format('%s must be true or false.', pg_attribute.attname)
      ),
      substr(col_description(pg_attribute.attrelid, pg_attribute.attnum), length('Setting: ') + 1)
    from pg_catalog.pg_attribute
    left join pg_catalog.pg_attrdef
      on pg_attrdef.adrelid = pg_attribute.attrelid and pg_attrdef.adnum = pg_attribute.attnum
    left join pg_catalog.pg_constraint
      on pg_constraint.conrelid = pg_attribute.attrelid
      and pg_constraint.contype = 'c'
      and pg_constraint.conkey = array[pg_attribute.attnum]
    where pg_attribute.attrelid = 'dashboard_refresh.views'::regclass
      and col_description(pg_attribute.attrelid, pg_attribute.attnum) like 'Setting: %'
    order by pg_attribute.attnum
  loop
    -- The default is an expression in the catalog; callers want its value.
    execute format('select (%s)::text', coalesce(v_setting.default_value, 'null')) into v_setting.default_value;
    return next v_setting;
  end loop;
end;
$$;
comment on function dashboard_refresh.settings() is
  'The settings of managed views in their order, read from the columns of views, their defaults, checks and comments.';

create or replace function dashboard_refresh._settings_json(view dashboard_refresh.views)
returns json language sql stable
set search_path = pg_catalog, pg_temp
-- The form that callers are promised, whatever the session's is.
set intervalstyle = 'postgres'
set timezone = 'UTC'
as $$
  select json_object_agg(settings.name, to_jsonb(view) -> settings.name order by settings.position)
  from dashboard_refresh.settings() with ordinality
    as settings (name, type, default_value, limits, description, position);
$$;
comment on function dashboard_refresh._settings_json(dashboard_refresh.views) is
  'The settings of a view, as callers see them.';

create or replace function dashboard_refresh._nearest_setting(name text)
returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select listed.name
  from dashboard_refresh.settings() as listed
  cross join lateral dashboard_refresh._likeness(_nearest_setting.name, listed.name) as likeness (degree)
  where likeness.degree >= 0.4
  order by likeness.degree desc, listed.name
  limit 1;
$$;
comment on function dashboard_refresh._nearest_setting(text) is
  'The setting whose name is most like a misspelt one; null when none is.';
