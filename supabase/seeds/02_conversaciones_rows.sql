/*
Purpose: 3,230 conversations of 3,000 prospects, the same on every machine: all that looks random is a hash of the row's
number. The ejecutivo of the story, d7847ffa-0758-4eb2-a97b-f80e54886531 of coordinación BOOM, has no prospect yet.
*/

insert into public.coordinaciones (id, nombre)
select md5('coordinacion ' || teams.nombre)::uuid, teams.nombre
from unnest(array['BOOM', 'NORTE', 'SUR', 'CENTRO', 'DIGITAL']) as teams (nombre);

insert into public.ejecutivos (id, nombre, coordinacion_id)
select
  md5('ejecutivo ' || people.number)::uuid,
  (array['Ana', 'Luis', 'María', 'Jorge', 'Sofía', 'Carlos', 'Elena', 'Diego'])[1 + people.number % 8]
    || ' '
    || (array['García', 'López', 'Hernández', 'Martínez', 'Ramírez'])[1 + people.number / 8 % 5],
  md5('coordinacion ' || (array['BOOM', 'NORTE', 'SUR', 'CENTRO', 'DIGITAL'])[1 + people.number % 5])::uuid
from generate_series(0, 39) as people (number);

insert into public.ejecutivos (id, nombre, coordinacion_id)
values ('d7847ffa-0758-4eb2-a97b-f80e54886531', 'Valeria Torres', md5('coordinacion BOOM')::uuid);

insert into public.prospectos (id, nombre, etapa, ejecutivo_id, coordinacion_id, created_at)
select
  md5('prospecto ' || numbers.number)::uuid,
  'Prospecto ' || numbers.number,
  (array['nuevo', 'contactado', 'contactado', 'calificado', 'calificado', 'propuesta', 'ganado', 'perdido'])[
    1 + abs(hashtext('etapa ' || numbers.number)) % 8
  ],
  ejecutivos.id,
  ejecutivos.coordinacion_id,
  timestamptz '2026-08-01 09:00:00+00' + numbers.number * interval '43 minutes'
from generate_series(1, 3000) as numbers (number)
join public.ejecutivos
  on ejecutivos.id = md5('ejecutivo ' || abs(hashtext('de ' || numbers.number)) % 40)::uuid;

-- The last 230 prospects have written twice.
insert into public.conversaciones_whatsapp (id, prospecto_id, created_at)
select
  md5('conversacion ' || numbers.number)::uuid,
  md5('prospecto ' || case when numbers.number > 3000 then numbers.number - 230 else numbers.number end)::uuid,
  timestamptz '2026-08-01 09:05:00+00' + numbers.number * interval '43 minutes'
from generate_series(1, 3230) as numbers (number);

-- Lengths as they come in life: many short, a few very long, 60 on average.
insert into public.mensajes_whatsapp (conversacion_id, rol, contenido, created_at)
select
  md5('conversacion ' || numbers.number)::uuid,
  case
    when messages.number = 2 then 'bot'
    when abs(hashtext('rol ' || numbers.number || ' ' || messages.number)) % 5 < 3 then 'prospecto'
    else 'ejecutivo'
  end,
  (array[
    'Hola, buenas tardes', '¿Me puede dar más información?', 'Claro que sí, con gusto', '¿Cuál es el precio?',
    'Le comparto la propuesta', 'Muchas gracias', '¿Podemos hablar mañana?', 'Quedo al pendiente'
  ])[1 + abs(hashtext('texto ' || numbers.number || ' ' || messages.number)) % 8],
  timestamptz '2026-08-01 09:05:00+00' + numbers.number * interval '43 minutes'
    + messages.number * interval '7 minutes'
from generate_series(1, 3230) as numbers (number)
cross join lateral generate_series(
  1, greatest(1, least(400, (-60 * ln((1 + abs(hashtext('largo ' || numbers.number)) % 1000) / 1001.0))::integer))
) as messages (number);

analyze public.prospectos, public.conversaciones_whatsapp, public.mensajes_whatsapp;
