/* Checks the value of one setting by the type and the check of its column. */

create or replace function dashboard_refresh._is_of_type(setting dashboard_refresh.setting, value jsonb)
returns boolean language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return jsonb_typeof(value) in (
    'null',
    case setting.type
      when 'boolean' then 'boolean'
      when 'integer' then 'number'
      when 'numeric' then 'number'
      else 'string'
    end
  );
end;
$$;
comment on function dashboard_refresh._is_of_type(dashboard_refresh.setting, jsonb) is
  'Whether a JSON value is one that the type of a setting is read from; null is, for any.';

create or replace function dashboard_refresh._wrong_type(setting dashboard_refresh.setting)
returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return case setting.type
    when 'boolean' then setting.limits
    when 'integer' then format('%s must be a whole number. %s', setting.name, setting.limits)
    when 'numeric' then format('%s must be a number. %s', setting.name, setting.limits)
    else format('%s must be a string. %s', setting.name, setting.limits)
  end;
end;
$$;
comment on function dashboard_refresh._wrong_type(dashboard_refresh.setting) is
  'What is said of a value that is of another type than the setting.';

create or replace function dashboard_refresh._is_in_form(setting dashboard_refresh.setting, value jsonb)
returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp
set intervalstyle = 'postgres'
as $$
begin
  return case
    when jsonb_typeof(value) = 'null' then true
    -- Thirty years are beyond every limit, and infinity (PostgreSQL 17 and newer) has no hours to be written in.
    when setting.type = 'interval' then abs(extract(epoch from (value #>> '{}')::interval)) <= 1e9
    -- Whatever the session's zone and style of dates are, a time means the same to whoever reads it.
    when setting.type = 'timestamp with time zone' then value #>> '{}'
      ~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?\s?(Z|[+-]\d\d(:?\d\d)?)$'
    else true
  end;
end;
$$;
comment on function dashboard_refresh._is_in_form(dashboard_refresh.setting, jsonb) is
  'Whether a text that is to be an interval is of a length that can be written in hours, and one that is to be a time is '
  'written with its zone. Raises a data exception for what is no interval.';

create or replace function dashboard_refresh._apply_setting(
  setting dashboard_refresh.setting,
  value jsonb,
  view dashboard_refresh.views
)
returns dashboard_refresh.patched language plpgsql stable
set search_path = pg_catalog, pg_temp
set intervalstyle = 'postgres'
as $$
declare
  v_wrong_type constant text := dashboard_refresh._wrong_type(setting);
  v_checked dashboard_refresh.views;
  v_is_allowed boolean;
begin
  if not dashboard_refresh._is_of_type(setting, value) then
    return (view, v_wrong_type);
  elsif not dashboard_refresh._is_in_form(setting, value) then
    return (view, setting.limits);
  end if;

  v_checked := jsonb_populate_record(view, jsonb_build_object(
    setting.name,
    case
      when jsonb_typeof(value) = 'null' then to_jsonb(setting.default_value)
      -- In hours, minutes and seconds alone: a day or a month has no fixed length.
      when setting.type = 'interval'
        then to_jsonb(make_interval(secs => extract(epoch from (value #>> '{}')::interval)::double precision))
      else value
    end
  ));
  execute format(
    'select %s from (select ($1).*) as checked',
    coalesce(
      (
        select string_agg('(' || pg_get_expr(pg_constraint.conbin, pg_constraint.conrelid) || ')', ' and ')
        from pg_catalog.pg_constraint
        join pg_catalog.pg_attribute
          on pg_attribute.attrelid = pg_constraint.conrelid and array[pg_attribute.attnum] = pg_constraint.conkey
        where pg_constraint.conrelid = 'dashboard_refresh.views'::regclass
          and pg_constraint.contype = 'c'
          and pg_attribute.attname = setting.name
      ),
      'true'
    )
  )
  using v_checked
  into v_is_allowed;

  -- As for a check constraint, null is allowed: a default that is derived from the view.
  if v_is_allowed is false then
    return (view, setting.limits);
  end if;

  return (v_checked, null::text);
exception
  -- A text that is not an interval, a number with a fraction where a whole one is needed, one that is too large.
  when data_exception then
    return (view, case setting.type
      when 'interval' then format('%s: %s is no interval; write a number and a unit, as in 10 seconds or 5 minutes.',
        setting.name, quote_literal(left(value #>> '{}', 60)))
      when 'timestamp with time zone' then setting.limits
      else v_wrong_type
    end);
end;
$$;
comment on function dashboard_refresh._apply_setting(
  dashboard_refresh.setting, jsonb, dashboard_refresh.views
) is
  'The view with one setting set to a JSON value, or to its default for JSON null, unless the type or the check of its '
  'column does not allow it.';
