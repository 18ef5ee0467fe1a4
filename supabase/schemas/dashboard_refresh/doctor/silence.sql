/* Checks that nobody wants to hear of, and the challenge for the Edge Function. */

create or replace function dashboard_refresh._unmade_json(made dashboard_refresh.doctor_check)
returns json language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_checked dashboard_refresh.checked;
  v_silence dashboard_refresh.doctor_silences;
begin
  v_checked.made := made;
  v_checked.result := ('skipped', 'No view is managed.', null, null)::dashboard_refresh.check_result;
  select * into v_silence
  from dashboard_refresh.doctor_silences
  where doctor_silences.check_id = made.id and doctor_silences.view_id is null;
  return dashboard_refresh._checked_json(v_checked, v_silence);
end;
$$;
comment on function dashboard_refresh._unmade_json(dashboard_refresh.doctor_check) is
  'The row of a check of views where none is managed.';

create or replace function dashboard_refresh.silence_check(
  check_id text,
  view text default null,
  silenced boolean default true,
  silenced_by text default null,
  reason text default null
)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_check constant dashboard_refresh.doctor_check := dashboard_refresh._require_check(silence_check.check_id);
  v_view dashboard_refresh.views;
begin
  if length(reason) not between 1 and 200 or reason ~ '[[:cntrl:]]' then
    perform dashboard_refresh._raise(
      'invalid_argument', 'reason is not allowed', 'It is a sentence for people.',
      'Give 1 to 200 characters, none of them a control character.'
    );
  elsif view is not null and not v_check.is_of_view then
    perform dashboard_refresh._raise(
      'invalid_argument', format('%s is not a check of a view', v_check.id), 'It is made once for all views.',
      'Leave out view.'
    );
  end if;

  perform dashboard_refresh._require_writable();

  if view is not null then
    v_view := dashboard_refresh._find_view(view);
  end if;

  delete from dashboard_refresh.doctor_silences
  where doctor_silences.check_id = v_check.id and doctor_silences.view_id is not distinct from v_view.id;

  if silenced is not false then
    insert into dashboard_refresh.doctor_silences (check_id, view_id, silenced_by, reason)
    values (v_check.id, v_view.id, coalesce(silence_check.silenced_by, session_user), silence_check.reason)
    on conflict do nothing;
  end if;

  return coalesce(
    (
      select listed.item
      from json_array_elements(
        dashboard_refresh._doctor_json(v_check.id, false, clock_timestamp()) -> 'checks'
      ) as listed (item)
      where v_view.id is null or listed.item ->> 'view' = v_view.view
      order by array_position('{error,warning,skipped,ok}', listed.item ->> 'status')
      limit 1
    ),
    dashboard_refresh._unmade_json(v_check)
  );
end;
$$;
comment on function dashboard_refresh.silence_check(text, text, boolean, text, text) is
  'Silences a check, of one view or (null) wherever it is made, or with silenced false lets it be heard again. It is made and '
  'shown all the same, and no longer counted as warning or error. Returns its row; of a check of several views the worst. '
  'Raises unknown_check, unknown_view, view_required, invalid_argument.';

create or replace function dashboard_refresh._with_challenge(answer json, check_id text)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_secret text;
  v_id constant text := 'doctor_' || gen_random_uuid();
  v_body constant text := json_build_object('challenge', v_id)::text;
  v_headers jsonb;
begin
  if check_id <> 'function_secret' then
    return answer;
  end if;

  v_secret := dashboard_refresh._signing_secret(
    (dashboard_refresh._read_vault(array['refresh_dashboard_trigger_secret'])).secrets ->> 'refresh_dashboard_trigger_secret'
  );

  if v_secret is not null then
    v_headers := dashboard_refresh._signed_headers(v_secret, v_id, v_body);
  end if;

  return (
    select json_object_agg(members.key, members.value)
    from (
      select * from json_each(answer)
      union all
      select 'challenge', case
        when v_headers is not null then json_build_object(
          'id', v_id,
          'timestamp', v_headers ->> 'webhook-timestamp',
          'body', v_body,
          'signature', v_headers ->> 'webhook-signature'
        )
      end
    ) as members
  );
end;
$$;
comment on function dashboard_refresh._with_challenge(json, text) is
  'What the doctor says, and a text signed now with the secret of Vault: id, timestamp, body and signature as in the '
  'Standard Webhooks specification; null where Vault has no secret. It opens nothing: no call of the Edge Function takes it.';
