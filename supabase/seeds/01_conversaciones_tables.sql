/*
Purpose: the demo this project began with, local only: a sales floor that talks to its prospects on WhatsApp.

Objects: coordinaciones, ejecutivos, prospectos, conversaciones_whatsapp, mensajes_whatsapp, each readable by whoever has
signed in; the three that change all day are in the publication of Realtime.
*/

create table public.coordinaciones (
  id uuid primary key,
  nombre text not null unique
);
comment on table public.coordinaciones is 'Demo: teams of the sales floor.';

create table public.ejecutivos (
  id uuid primary key,
  nombre text not null,
  coordinacion_id uuid not null references public.coordinaciones (id)
);
create index ejecutivos_coordinacion_id_idx on public.ejecutivos (coordinacion_id);
comment on table public.ejecutivos is 'Demo: those who talk to prospects.';

create table public.prospectos (
  id uuid primary key,
  nombre text not null,
  etapa text not null check (etapa in ('nuevo', 'contactado', 'calificado', 'propuesta', 'ganado', 'perdido')),
  ejecutivo_id uuid not null references public.ejecutivos (id),
  coordinacion_id uuid not null references public.coordinaciones (id),
  created_at timestamptz not null
);
create index prospectos_ejecutivo_id_idx on public.prospectos (ejecutivo_id);
create index prospectos_coordinacion_id_idx on public.prospectos (coordinacion_id);
comment on table public.prospectos is 'Demo: people who may buy, each with the ejecutivo who looks after them.';

create table public.conversaciones_whatsapp (
  id uuid primary key,
  prospecto_id uuid not null references public.prospectos (id),
  created_at timestamptz not null
);
create index conversaciones_whatsapp_prospecto_id_idx on public.conversaciones_whatsapp (prospecto_id);
comment on table public.conversaciones_whatsapp is 'Demo: conversations, one or two a prospect.';

create table public.mensajes_whatsapp (
  id bigint generated always as identity primary key,
  conversacion_id uuid not null references public.conversaciones_whatsapp (id),
  rol text not null check (rol in ('prospecto', 'ejecutivo', 'bot')),
  contenido text not null,
  created_at timestamptz not null
);
create index mensajes_whatsapp_conversacion_id_created_at_idx
  on public.mensajes_whatsapp (conversacion_id, created_at);
comment on table public.mensajes_whatsapp is 'Demo: messages, about 60 a conversation.';

alter table public.coordinaciones enable row level security;
alter table public.ejecutivos enable row level security;
alter table public.prospectos enable row level security;
alter table public.conversaciones_whatsapp enable row level security;
alter table public.mensajes_whatsapp enable row level security;

create policy coordinaciones_read on public.coordinaciones for select to authenticated using (true);
create policy ejecutivos_read on public.ejecutivos for select to authenticated using (true);
create policy prospectos_read on public.prospectos for select to authenticated using (true);
create policy conversaciones_whatsapp_read on public.conversaciones_whatsapp
  for select to authenticated using (true);
create policy mensajes_whatsapp_read on public.mensajes_whatsapp for select to authenticated using (true);

grant select on
  public.coordinaciones,
  public.ejecutivos,
  public.prospectos,
  public.conversaciones_whatsapp,
  public.mensajes_whatsapp
to authenticated, service_role;

alter publication supabase_realtime
  add table public.prospectos, public.conversaciones_whatsapp, public.mensajes_whatsapp;
