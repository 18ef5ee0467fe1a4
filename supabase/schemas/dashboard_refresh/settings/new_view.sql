/* From the name that a caller gives to a relation that can be managed. */

create or replace function dashboard_refresh._named_relation(name text)
returns text[] language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_parts text[];
  v_written constant text[] := array[btrim(name), 'public.' || btrim(name)];
  v_found jsonb;
  v_spelt jsonb;
begin
  begin
    v_parts := parse_ident(name);
  exception
    when invalid_parameter_value then
      v_parts := null;
  end;

  if cardinality(v_parts) = 1 then
    v_parts := array['public', v_parts[1]];
  end if;

  -- As SQL reads it, where there is such a relation.
  if exists (
    select from pg_catalog.pg_class
    join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
    where cardinality(v_parts) = 2 and pg_namespace.nspname = v_parts[1] and pg_class.relname = v_parts[2]
  ) then
    return v_parts;
  end if;

  -- Otherwise as it stands, without the quotes that it needs, if that can mean one relation alone.
  select
    jsonb_agg(jsonb_build_array(pg_namespace.nspname, pg_class.relname)),
    jsonb_agg(jsonb_build_array(pg_namespace.nspname, pg_class.relname))
      filter (where pg_namespace.nspname || '.' || pg_class.relname = any (v_written))
  into v_found, v_spelt
  from pg_catalog.pg_class
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
  where pg_class.relkind in ('m', 'r', 'p', 'v', 'f')
    and position('"' in name) = 0
    and lower(pg_namespace.nspname || '.' || pg_class.relname) in (lower(v_written[1]), lower(v_written[2]));

  v_found := case when jsonb_array_length(v_spelt) = 1 then v_spelt else v_found end;

  if jsonb_array_length(v_found) = 1 then
    return array[v_found -> 0 ->> 0, v_found -> 0 ->> 1];
  elsif cardinality(v_parts) = 2 then
    return v_parts;
  end if;

  return null;
end;
$$;
comment on function dashboard_refresh._named_relation(text) is
  'Schema and name that a caller means: as SQL reads them, in schema public unless another is given; or, where there is no '
  'such relation, those of the only one whose name is the same but for quotes and capitals. Null for what is not a name.';

create or replace function dashboard_refresh._near_relations(view dashboard_refresh.views)
returns text[] language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return array(
    select format('%I.%I', pg_namespace.nspname, pg_class.relname)
    from pg_catalog.pg_class
    join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
    cross join lateral dashboard_refresh._likeness(pg_class.relname, view.view_name) as likeness (degree)
    where pg_class.relkind = 'm' and likeness.degree >= 0.4
    order by
      likeness.degree desc, pg_namespace.nspname = view.schema_name desc, pg_namespace.nspname, pg_class.relname
    limit 3
  );
end;
$$;
comment on function dashboard_refresh._near_relations(dashboard_refresh.views) is
  'The materialized views, at most three, whose names are most like this one''s.';

create or replace function dashboard_refresh._new_view(name text)
returns dashboard_refresh.views language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_parts constant text[] := dashboard_refresh._named_relation(name);
  v_view dashboard_refresh.views;
begin
  if v_parts is null then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('%s is no name of a view', coalesce(quote_literal(name), 'null')),
      'A name has one or two parts, and none of them is empty.',
      'Write schema.view, with double quotes around what is not plain lower case.'
    );
  end if;

  v_view := jsonb_populate_record(
    v_view, (select jsonb_object_agg(settings.name, settings.default_value) from dashboard_refresh.settings() as settings)
  );
  v_view.schema_name := v_parts[1];
  v_view.view_name := v_parts[2];
  v_view.view := format('%I.%I', v_parts[1], v_parts[2]);
  return v_view;
end;
$$;
comment on function dashboard_refresh._new_view(text) is
  'A view of that name with all settings at their defaults; it is not registered by this. Raises invalid_argument for what '
  'is not a name; see _named_relation.';

create or replace function dashboard_refresh._require_relation(view dashboard_refresh.views)
returns void language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_kind constant "char" := (dashboard_refresh._relation(view)).kind;
  v_near constant text[] := dashboard_refresh._near_relations(view);
begin
  if v_kind is null then
    perform dashboard_refresh._raise(
      'not_a_materialized_view',
      format('there is no materialized view %s', view.view),
      case
        when v_near = '{}' then 'No materialized view has a name like it.'
        else format('Its name is like that of %s.', array_to_string(v_near, ', '))
      end || ' One that is yet to be created is registered with expect_missing => true.',
      format('select dashboard_refresh.manage(%L%s);',
        coalesce(v_near[1], view.view), case when v_near = '{}' then ', expect_missing => true' else '' end)
    );
  elsif v_kind <> 'm' then
    perform dashboard_refresh._raise(
      'not_a_materialized_view',
      format('%s is not a materialized view', view.view),
      format('It is a %s.', dashboard_refresh._kind_name(v_kind)),
      'Name a materialized view, or with expect_missing one that does not exist yet.'
    );
  end if;
end;
$$;
comment on function dashboard_refresh._require_relation(dashboard_refresh.views) is
  'Raises not_a_materialized_view when nothing has the name of the view, and names what is called alike, or when something '
  'else has it.';
