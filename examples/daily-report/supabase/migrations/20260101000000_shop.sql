/* A shop: what is sold, and what has been ordered. */

create table public.products (
  id bigint generated always as identity primary key,
  name text not null unique,
  price numeric(10, 2) not null
);

create table public.orders (
  id bigint generated always as identity primary key,
  ordered_at timestamptz not null default now(),
  cancelled_at timestamptz
);

create table public.order_lines (
  order_id bigint not null references public.orders (id),
  product_id bigint not null references public.products (id),
  quantity integer not null check (quantity > 0),
  primary key (order_id, product_id)
);
create index order_lines_product_id_idx on public.order_lines (product_id);

alter table public.products enable row level security;
alter table public.orders enable row level security;
alter table public.order_lines enable row level security;
