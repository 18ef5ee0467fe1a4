/* The audit, as it is read. */

create or replace function dashboard_refresh._names_of(view text)
returns text[] language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_names constant text[] := array(
    select names.name
    from dashboard_refresh._match_views(view) as matched
    join dashboard_refresh.views on views.id = matched.id
    cross join lateral unnest(array[matched.view, views.view, views.former_name]) as names (name)
    where names.name is not null
  );
begin
  -- One that is managed no longer has its audit still.
  if v_names = '{}' and exists (
    select from dashboard_refresh.config_changes where config_changes.view = _names_of.view
  ) then
    return array[view];
  elsif v_names = '{}' or (select count(*) from dashboard_refresh._match_views(view)) > 1 then
    -- Which says what is wrong with the name.
    perform dashboard_refresh._find_view(view);
  end if;

  return v_names;
end;
$$;
comment on function dashboard_refresh._names_of(text) is
  'Under which names the audit has a view, managed or not any more. Raises unknown_view, view_required.';

create or replace function dashboard_refresh.changes(
  view text default null,
  before bigint default null,
  max_changes integer default 50
)
returns json language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_names constant text[] := case when view is not null then dashboard_refresh._names_of(view) end;
  v_changes dashboard_refresh.config_changes[];
begin
  if max_changes is null or max_changes not between 1 and 100 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('max_changes = %s is out of range', coalesce(max_changes::text, 'null')),
      'It is the number of changes on a page.',
      'Ask for 1 to 100 changes.'
    );
  end if;

  -- One more than asked for shows whether there is a next page.
  v_changes := array(
    select config_changes
    from dashboard_refresh.config_changes
    where (v_names is null or config_changes.view = any (v_names))
      and (changes.before is null or config_changes.id < changes.before)
    order by config_changes.id desc
    limit max_changes + 1
  );

  return json_build_object(
    'view', case when view is not null then v_names[1] end,
    'changes', (
      select coalesce(
        json_agg(
          json_build_object(
            'id', listed.id,
            'changed_at', listed.changed_at,
            'changed_by', listed.changed_by,
            'action', listed.action,
            'view', listed.view,
            'before', listed.before,
            'after', listed.after
          )
          order by listed.id desc
        ),
        '[]'
      )
      from unnest(v_changes[:max_changes]) as listed
    ),
    'next', case when cardinality(v_changes) > max_changes then v_changes[max_changes].id end
  );
end;
$$;
comment on function dashboard_refresh.changes(text, bigint, integer) is
  'Who changed what is managed and how, newest first, a page at a time: of a view, managed or not any more, or of all (null). '
  'before: the id that the page before named as next. Raises unknown_view, view_required, invalid_argument.';
