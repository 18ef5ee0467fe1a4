/* Composite types of what is sent, where to, and from which installation. */

create type dashboard_refresh.endpoint as (
  url text,
  secret text,
  missing text,
  reason text
);

comment on type dashboard_refresh.endpoint is
  'Where a message is sent and the secret it is signed with. missing: why nothing can be sent, in words without any value; '
  'then url and secret are null, and reason is not_adopted, unavailable (pg_net or Vault), absent (from Vault) or malformed.';

create type dashboard_refresh.vault_contents as (
  secrets jsonb,
  missing text,
  reason text
);

comment on type dashboard_refresh.vault_contents is
  'Secrets from Vault by name; or missing and reason, as in endpoint, and no secrets.';

create type dashboard_refresh.posted as (
  request_id bigint,
  problem text
);

comment on type dashboard_refresh.posted is
  'The pg_net request that carries a message; or why pg_net did not take it, in words that quote nothing of the message.';

create type dashboard_refresh.identity as (
  system_identifier bigint,
  database_oid oid,
  database_name text,
  timeline integer
);

comment on type dashboard_refresh.identity is
  'What tells one database from its copies; see the table installation.';

create type dashboard_refresh.request_outcome as (
  state text,
  status_code integer,
  error_message text,
  begun_at timestamptz
);

comment on type dashboard_refresh.request_outcome is
  'What became of a pg_net request, as _request_outcome tells it.';
