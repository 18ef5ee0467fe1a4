/* A help desk: teams, the tickets they get, and what is written in them. */

create table public.teams (
  id bigint generated always as identity primary key,
  name text not null unique
);

create table public.tickets (
  id bigint generated always as identity primary key,
  team_id bigint not null references public.teams (id),
  opened_at timestamptz not null,
  closed_at timestamptz
);
create index tickets_team_id_idx on public.tickets (team_id);

create table public.messages (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references public.tickets (id),
  is_answer boolean not null,
  written_at timestamptz not null
);
create index messages_ticket_id_idx on public.messages (ticket_id);

alter table public.teams enable row level security;
alter table public.tickets enable row level security;
alter table public.messages enable row level security;
