/*
Reads a pg_cron schedule, so that a bad one is refused with a reason and the next firing can be computed.

pg_cron keeps no next firing and says only "invalid schedule". The rules below are those of its parser, Vixie cron's
(src/entry.c, src/misc.c): lists, ranges, steps, English names, 0 and 7 both Sunday, a $ alone for the last day of the
month, and a day that matches either day field when neither starts with a star.
*/

create or replace function dashboard_refresh._cron_field(
  field text,
  lowest integer,
  highest integer,
  names text[],
  out field_values integer[],
  out bad_part text
)
language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  v_text text := lower(field);
  v_part text;
  v_match text[];
  v_from integer;
  v_to integer;
  v_step integer;
begin
  -- Most are numbers.
  for v_name in 1 .. case when v_text ~ '[a-z]' then cardinality(names) else 0 end loop
    v_text := regexp_replace(v_text, '\m' || names[v_name] || '\M', (v_name - 1 + lowest)::text, 'g');
  end loop;

  foreach v_part in array string_to_array(v_text, ',') loop
    v_match := regexp_match(v_part, '^(?:(\*)|(\d{1,4})(?:-(\d{1,4}))?)(?:/(\d{1,4}))?$');
    v_from := coalesce(v_match[2]::integer, lowest);
    v_to := coalesce(v_match[3]::integer, v_match[2]::integer, highest);
    v_step := coalesce(v_match[4]::integer, 1);

    if v_match is null
      or v_from < lowest or v_to > highest or v_from > v_to or v_step < 1
      -- A step needs a range to step through.
      or (v_match[4] is not null and v_match[1] is null and v_match[3] is null)
    then
      bad_part := coalesce(nullif(v_part, ''), 'nothing');
      return;
    end if;

    field_values := field_values || array(select generate_series(v_from, v_to, v_step));
  end loop;
end;
$$;
comment on function dashboard_refresh._cron_field(text, integer, integer, text[]) is
  'The values that one field of a cron expression stands for, or the part of it that is not valid. names: the English '
  'names of the values, from the lowest on.';

create or replace function dashboard_refresh._parse_schedule(schedule text)
returns dashboard_refresh.schedule_fields language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  v_expression text := trim(e' \t' from schedule);
  v_fields text[];
  v_parsed dashboard_refresh.schedule_fields;
  v_field record;
begin
  v_parsed.seconds := (regexp_match(v_expression, '^(\d{1,9})[ \t]+seconds?$', 'i'))[1]::integer;

  if v_parsed.seconds is not null then
    return v_parsed;
  end if;

  v_expression := case v_expression
    when '@hourly' then '0 * * * *'
    when '@daily' then '0 0 * * *'
    when '@midnight' then '0 0 * * *'
    when '@weekly' then '0 0 * * 0'
    when '@monthly' then '0 0 1 * *'
    when '@yearly' then '0 0 1 1 *'
    when '@annually' then '0 0 1 1 *'
    else v_expression
  end;
  v_fields := regexp_split_to_array(v_expression, '[ \t]+');

  if cardinality(v_fields) <> 5 then
    v_parsed.error_message := format('%s is no cron expression', coalesce(nullif(trim(schedule), ''), 'nothing'));
    v_parsed.error_detail := format(
      'It has %s fields where five are needed: minute, hour, day of month, month, day of week.',
      case when v_expression = '' then 0 else cardinality(v_fields) end
    );
    v_parsed.error_hint := 'Every five minutes is */5 * * * *; every 30 seconds is 30 seconds (pg_cron 1.5 or newer).';
    return v_parsed;
  end if;

  v_parsed.is_last_day := v_fields[3] = '$';

  for v_field in
    select fields.name, v_fields[fields.position] as text, fields.lowest, fields.highest, parsed.*
    from (
      values
        (1, 'minute', 0, 59, '{}'),
        (2, 'hour', 0, 23, '{}'),
        (3, 'day of month', 1, 31, '{}'),
        (4, 'month', 1, 12, '{jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec}'),
        (5, 'day of week', 0, 7, '{sun,mon,tue,wed,thu,fri,sat}')
    ) as fields (position, name, lowest, highest, names)
    cross join lateral dashboard_refresh._cron_field(
      v_fields[fields.position], fields.lowest, fields.highest, fields.names::text[]
    ) as parsed
    where not (v_parsed.is_last_day and fields.name = 'day of month')
    order by fields.position
  loop
    if v_field.bad_part is not null then
      v_parsed := null;
      v_parsed.error_message := format('%s is no valid %s', v_field.bad_part, v_field.name);
      v_parsed.error_detail := format('The %s field is %s.', v_field.name, v_field.text);
      v_parsed.error_hint := format(
        'Use numbers from %s to %s, as *, */2, 5, 1-5 or 1,3,5%s. Every five minutes is */5 * * * *.',
        v_field.lowest, v_field.highest,
        case when v_field.name = 'day of month' then '; $ alone is the last day (pg_cron 1.6 or newer)' else '' end
      );
      return v_parsed;
    end if;

    case v_field.name
      when 'minute' then v_parsed.minutes := v_field.field_values;
      when 'hour' then v_parsed.hours := v_field.field_values;
      when 'day of month' then v_parsed.days_of_month := v_field.field_values;
      when 'month' then v_parsed.months := v_field.field_values;
      when 'day of week' then v_parsed.days_of_week := v_field.field_values;
    end case;
  end loop;

  v_parsed.is_either_day := left(v_fields[3], 1) <> '*' and left(v_fields[5], 1) <> '*';
  return v_parsed;
end;
$$;
comment on function dashboard_refresh._parse_schedule(text) is
  'Parses a pg_cron schedule: a cron expression, a name such as @hourly, or "N seconds". Does not raise: what is not a '
  'schedule has an error_message that names the field.';
