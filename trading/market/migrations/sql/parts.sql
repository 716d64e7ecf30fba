create table market_tick (
    instrument_id bigint not null,
    at timestamptz not null,
    bid numeric(24, 10),
    ask numeric(24, 10),
    last numeric(24, 10),
    received_at timestamptz not null,
    primary key (instrument_id, at)
) partition by range (at);
create index ticks_as_they_came on market_tick (received_at);

create table market_bar (
    instrument_id bigint not null,
    span varchar(2) not null,
    opens_at timestamptz not null,
    open numeric(24, 10) not null,
    high numeric(24, 10) not null,
    low numeric(24, 10) not null,
    close numeric(24, 10) not null,
    volume numeric(24, 8),
    ticks integer not null,
    imported boolean not null,
    primary key (instrument_id, span, opens_at),
    constraint a_bar_holds_its_ends check (low <= least(open, close) and high >= greatest(open, close))
) partition by list (span);
create table market_bar_1m partition of market_bar for values in ('1m') partition by range (opens_at);
create table market_bar_5m partition of market_bar for values in ('5m');
create table market_bar_1h partition of market_bar for values in ('1h');
create table market_bar_1d partition of market_bar for values in ('1d');

-- The application's role owns no table: it asks for parts, and for old ones to leave, and can name nothing else.
-- Days of ticks and months of minutes, from the first day to the last.
create function market_have_parts(first date, last date) returns integer
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
    one date;
    made integer := 0;
begin
    if last - first > 400 then
        raise exception 'too many days at once' using errcode = 'program_limit_exceeded';
    end if;
    perform pg_advisory_xact_lock(hashtext('market_tick'));
    for one in select generate_series(first, last, interval '1 day')::date loop
        if to_regclass(format('public.market_tick_%s', to_char(one, 'YYYYMMDD'))) is null then
            execute format('create table market_tick_%s partition of market_tick for values from (%L) to (%L)',
                to_char(one, 'YYYYMMDD'), one::timestamptz, (one + 1)::timestamptz);
            made := made + 1;
        end if;
    end loop;
    return made + market_have_months(first, last);
end $$;

create function market_have_months(first date, last date) returns integer
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
    one date;
    made integer := 0;
begin
    if last - first > 20000 then
        raise exception 'too many months at once' using errcode = 'program_limit_exceeded';
    end if;
    perform pg_advisory_xact_lock(hashtext('market_bar_1m'));
    for one in select generate_series(date_trunc('month', first), last, interval '1 month')::date loop
        if to_regclass(format('public.market_bar_1m_%s', to_char(one, 'YYYYMM'))) is null then
            execute format('create table market_bar_1m_%s partition of market_bar_1m for values from (%L) to (%L)',
                to_char(one, 'YYYYMM'), one::timestamptz, (one + interval '1 month')::timestamptz);
            made := made + 1;
        end if;
    end loop;
    return made;
end $$;

-- Days of ticks before `until` that were all gathered into minutes, never others, and never yesterday or today.
create function market_drop_ticks(until date) returns integer
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
    part record;
    one date;
    gathered boolean;
    dropped integer := 0;
begin
    perform pg_advisory_xact_lock(hashtext('market_tick'));
    for part in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
         where i.inhparent = 'public.market_tick'::regclass and c.relname ~ '^market_tick_\d{8}$' order by c.relname
    loop
        one := to_date(right(part.relname, 8), 'YYYYMMDD');
        continue when one >= until or one >= (now() at time zone 'UTC')::date - 1;
        execute format(
            'select not exists (select from %I t where coalesce(t.bid, t.ask, t.last) is not null and not exists ('
            ' select from market_bar b where b.instrument_id = t.instrument_id and b.span = ''1m'''
            ' and b.opens_at = date_trunc(''minute'', t.at)))', part.relname) into gathered;
        continue when not gathered;
        execute format('drop table %I', part.relname);
        dropped := dropped + 1;
    end loop;
    return dropped;
end $$;

-- Months of minutes that ended before `until` and were all gathered into hours, never the running or the last month.
create function market_drop_minutes(until date) returns integer
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
    part record;
    one date;
    gathered boolean;
    dropped integer := 0;
begin
    perform pg_advisory_xact_lock(hashtext('market_bar_1m'));
    for part in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
         where i.inhparent = 'public.market_bar_1m'::regclass and c.relname ~ '^market_bar_1m_\d{6}$' order by c.relname
    loop
        one := to_date(right(part.relname, 6), 'YYYYMM');
        continue when one + interval '1 month' > until
            or one >= date_trunc('month', now() at time zone 'UTC') - interval '1 month';
        execute format(
            'select not exists (select from %I m where not exists ('
            ' select from market_bar b where b.instrument_id = m.instrument_id and b.span = ''1h'''
            ' and b.opens_at = date_trunc(''hour'', m.opens_at)))', part.relname) into gathered;
        continue when not gathered;
        execute format('drop table %I', part.relname);
        dropped := dropped + 1;
    end loop;
    return dropped;
end $$;
