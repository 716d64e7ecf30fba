create table watch_snapshot (
    account_id bigint not null,
    at timestamptz not null,
    source varchar(4) not null,
    balance numeric(20, 3) not null,
    equity numeric(20, 3) not null,
    credit numeric(20, 3) not null,
    margin numeric(20, 3) not null,
    margin_level numeric(20, 2),
    positions integer not null,
    primary key (account_id, at)
) partition by range (at);

-- The application's role owns no table: it asks for days, and for old days to leave, and can name nothing else.
create function watch_have_days(first date, last date) returns integer
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
    one date;
    made integer := 0;
begin
    if last - first > 400 then
        raise exception 'too many days at once' using errcode = 'program_limit_exceeded';
    end if;
    perform pg_advisory_xact_lock(hashtext('watch_snapshot'));
    for one in select generate_series(first, last, interval '1 day')::date loop
        if to_regclass(format('public.watch_snapshot_%s', to_char(one, 'YYYYMMDD'))) is null then
            execute format('create table watch_snapshot_%s partition of watch_snapshot for values from (%L) to (%L)',
                to_char(one, 'YYYYMMDD'), one::timestamptz, (one + 1)::timestamptz);
            made := made + 1;
        end if;
    end loop;
    return made;
end $$;

-- Days before `until` whose snapshots were all reckoned into a day's figures, never others.
create function watch_drop_days(until date) returns integer
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
    part record;
    one date;
    told_of boolean;
    dropped integer := 0;
begin
    perform pg_advisory_xact_lock(hashtext('watch_snapshot'));
    for part in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
         where i.inhparent = 'public.watch_snapshot'::regclass and c.relname ~ '^watch_snapshot_\d{8}$'
         order by c.relname
    loop
        one := to_date(right(part.relname, 8), 'YYYYMMDD');
        continue when one >= until or one >= (now() at time zone 'UTC')::date;
        execute format(
            'select not exists (select from %I s where not exists ('
            ' select from watch_daysnapshot d where d.account_id = s.account_id and d."on" = %L))', part.relname, one
        ) into told_of;
        continue when not told_of;
        execute format('drop table %I', part.relname);
        dropped := dropped + 1;
    end loop;
    return dropped;
end $$;

