/*
Purpose: the dashboard's materialized view, one row a conversation, with the unique index a concurrent refresh needs.
Row level security does not reach a materialized view, so only the server side may read it.
*/

create materialized view public.mv_conversaciones_dashboard as
with replies as (
  select mensajes_whatsapp.conversacion_id, max(mensajes_whatsapp.created_at) as replied_at
  from public.mensajes_whatsapp
  where mensajes_whatsapp.rol <> 'prospecto'
  group by mensajes_whatsapp.conversacion_id
),
messages as (
  select
    mensajes_whatsapp.conversacion_id,
    count(*) as mensajes,
    -- Unread: what the prospect wrote since anybody last answered.
    count(*) filter (
      where replies.replied_at is null or mensajes_whatsapp.created_at > replies.replied_at
    ) as sin_leer,
    max(mensajes_whatsapp.created_at) as ultimo_mensaje_at
  from public.mensajes_whatsapp
  left join replies on replies.conversacion_id = mensajes_whatsapp.conversacion_id
  group by mensajes_whatsapp.conversacion_id
)
select
  conversaciones_whatsapp.id as conversacion_id,
  prospectos.id as prospecto_id,
  prospectos.nombre as prospecto_nombre,
  prospectos.etapa,
  prospectos.ejecutivo_id,
  ejecutivos.nombre as ejecutivo_nombre,
  prospectos.coordinacion_id,
  coordinaciones.nombre as coordinacion_nombre,
  coalesce(messages.mensajes, 0) as mensajes,
  coalesce(messages.sin_leer, 0) as sin_leer,
  last_message.contenido as ultimo_mensaje,
  messages.ultimo_mensaje_at
from public.conversaciones_whatsapp
join public.prospectos on prospectos.id = conversaciones_whatsapp.prospecto_id
join public.ejecutivos on ejecutivos.id = prospectos.ejecutivo_id
join public.coordinaciones on coordinaciones.id = prospectos.coordinacion_id
left join messages on messages.conversacion_id = conversaciones_whatsapp.id
left join lateral (
  select mensajes_whatsapp.contenido
  from public.mensajes_whatsapp
  where mensajes_whatsapp.conversacion_id = conversaciones_whatsapp.id
  order by mensajes_whatsapp.created_at desc, mensajes_whatsapp.id desc
  limit 1
) as last_message on true;

comment on materialized view public.mv_conversaciones_dashboard is
  'Demo: what the sales dashboard reads, one row a conversation.';

create unique index mv_conversaciones_dashboard_conversacion_id_idx
  on public.mv_conversaciones_dashboard (conversacion_id);
create index mv_conversaciones_dashboard_ejecutivo_id_idx on public.mv_conversaciones_dashboard (ejecutivo_id);

revoke all on public.mv_conversaciones_dashboard from public, anon, authenticated;
grant select on public.mv_conversaciones_dashboard to service_role;
