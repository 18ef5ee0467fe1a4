-- Stand-in for Vault 0.3 where the server does not have it: the same SQL interface and grants. Secrets are encrypted
-- with AES-CBC under a key in the data directory, outside of the database; unlike the real one it does not
-- authenticate the ciphertext.

create schema vault;

create table vault.secrets (
  id uuid primary key default gen_random_uuid(),
  name text,
  description text not null default '',
  secret text not null,
  key_id uuid,
  nonce bytea default uuid_send(gen_random_uuid()),
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);

create unique index on vault.secrets (name) where name is not null;

-- The real Vault brings its own cipher. pgcrypto, which this borrows, may be moved to another schema.
create function vault._pgcrypto(function_name text, data bytea, nonce bytea)
returns bytea
language plpgsql
set search_path = ''
as $$
declare
  v_result bytea;
begin
  execute (
    select format('select %I.%I($1, $2, $3, %L)', pg_namespace.nspname, function_name, 'aes')
    from pg_catalog.pg_extension
    join pg_catalog.pg_namespace on pg_namespace.oid = pg_extension.extnamespace
    where pg_extension.extname = 'pgcrypto'
  )
  into v_result
  using data, decode(pg_read_file('vault.key'), 'hex'), nonce;
  return v_result;
end
$$;

-- Only a superuser may read files, so these run as their owner.
create function vault._encrypt(secret text, nonce bytea)
returns text
language sql
security definer
set search_path = ''
as $$
  select encode(vault._pgcrypto('encrypt_iv', convert_to(secret, 'UTF8'), nonce), 'base64')
$$;

create function vault._decrypt(secret text, nonce bytea)
returns text
language sql
security definer
set search_path = ''
as $$
  select convert_from(vault._pgcrypto('decrypt_iv', decode(secret, 'base64'), nonce), 'UTF8')
$$;

create view vault.decrypted_secrets as
select
  id,
  name,
  description,
  secret,
  vault._decrypt(secret, nonce) as decrypted_secret,
  key_id,
  nonce,
  created_at,
  updated_at
from vault.secrets;

create function vault.create_secret(
  new_secret text,
  new_name text default null,
  new_description text default '',
  new_key_id uuid default null
)
returns uuid
language sql
security definer
set search_path = ''
as $$
  with fresh as (select uuid_send(gen_random_uuid()) as nonce)
  insert into vault.secrets (secret, nonce, name, description)
  select vault._encrypt(new_secret, fresh.nonce), fresh.nonce, new_name, new_description
  from fresh
  returning id
$$;

create function vault.update_secret(
  secret_id uuid,
  new_secret text default null,
  new_name text default null,
  new_description text default null,
  new_key_id uuid default null
)
returns void
language sql
security definer
set search_path = ''
as $$
  update vault.secrets
  set
    secret = coalesce(vault._encrypt(new_secret, secrets.nonce), secrets.secret),
    name = coalesce(new_name, secrets.name),
    description = coalesce(new_description, secrets.description),
    updated_at = now()
  where id = secret_id
$$;

revoke execute on all functions in schema vault from public;

grant usage on schema vault to postgres with grant option;
grant select, delete on vault.secrets, vault.decrypted_secrets to postgres with grant option;
grant execute on function vault.create_secret, vault.update_secret, vault._decrypt to postgres with grant option;
grant usage on schema vault to service_role;
grant select, delete on vault.secrets, vault.decrypted_secrets to service_role;
grant execute on function vault.create_secret, vault.update_secret, vault._decrypt to service_role;
