insert into public.teams (name) values ('Ventas'), ('Soporte'), ('Cobranza');

insert into public.tickets (team_id, opened_at, closed_at)
select
  1 + number % 3,
  timestamptz '2026-10-01 15:00:00Z' + number * interval '1 hour',
  case when number % 4 > 0 then timestamptz '2026-10-02 15:00:00Z' + number * interval '1 hour' end
from generate_series(1, 240) as number;

insert into public.messages (ticket_id, is_answer, written_at)
select tickets.id, part = 1, tickets.opened_at + part * interval '25 minutes'
from public.tickets, generate_series(0, 1) as part
where part = 0 or tickets.id % 5 > 0;

refresh materialized view public.mv_teams;
refresh materialized view public.mv_desk;
