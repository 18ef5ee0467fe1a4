/*
The dashboard, in two steps. Plain views say what a ticket is for the desk; a materialized view over them has a row for each
team; another over that one has the desk as a whole. Ticks look through the plain views at the tables, and the second
materialized view is refreshed after the first.

No view asks for the time: how long a ticket has been open is counted by whoever reads the dashboard.
*/

create view public.first_answers with (security_invoker = true) as
select messages.ticket_id, min(messages.written_at) as answered_at
from public.messages
where messages.is_answer
group by messages.ticket_id;

create view public.ticket_states with (security_invoker = true) as
select
  tickets.id,
  tickets.team_id,
  tickets.closed_at is null as is_open,
  first_answers.answered_at - tickets.opened_at as time_to_answer
from public.tickets
left join public.first_answers on first_answers.ticket_id = tickets.id;

create materialized view public.mv_teams as
select
  teams.id as team_id,
  teams.name as team,
  count(*) filter (where ticket_states.is_open) as open_tickets,
  count(*) filter (where ticket_states.time_to_answer is null) as unanswered,
  avg(ticket_states.time_to_answer) as mean_time_to_answer
from public.teams
left join public.ticket_states on ticket_states.team_id = teams.id
group by teams.id, teams.name;

create unique index mv_teams_team_id_idx on public.mv_teams (team_id);

create materialized view public.mv_desk as
select
  1 as id,
  sum(mv_teams.open_tickets) as open_tickets,
  (array_agg(mv_teams.team order by mv_teams.open_tickets desc, mv_teams.team))[1] as busiest_team
from public.mv_teams;

create unique index mv_desk_id_idx on public.mv_desk (id);

-- Row level security does not reach a materialized view: only the server side may read these.
revoke all on public.first_answers, public.ticket_states, public.mv_teams, public.mv_desk
from public, anon, authenticated;
grant select on public.mv_teams, public.mv_desk to service_role;
