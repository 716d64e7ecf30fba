-- Sealing: see docs/adr/0004-sealing-after-commit.md for the order and its proof.

create function ledger_seal(at_most integer, out newest bigint, out sealed bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    own constant bigint := pg_current_xact_id()::text::bigint;
    horizon bigint;
    cluster bigint;
    known record;
    last record;
begin
    -- One sealer at a time; readers and posters are not held up.
    lock table ledger_seal in share row exclusive mode;
    select system_identifier into cluster from pg_control_system();
    select number, system_identifier into known from ledger_epoch order by number desc limit 1;
    if known.system_identifier <> cluster then
        perform ledger_begin_epoch(cluster);
    end if;

    select s.number, s.hash, e.epoch, e.xid, e.id into last
    from ledger_seal s join ledger_entry e on e.id = s.entry_id
    order by s.number desc limit 1;
    -- All transactions below the horizon have ended. When none is older than this one, its own entries are next in line.
    horizon := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
    if horizon = own then
        horizon := own + 1;
    end if;

    insert into ledger_seal (number, entry_id, hash, epoch)
    select coalesce(last.number, 0) + row_number() over (order by epoch, xid, id), id,
        ledger_chain(
            coalesce(last.hash, decode(repeat('00', 32), 'hex')),
            ledger_digest(key, booked_on, recorded_at, by_id, event, content)
        ) over (order by epoch, xid, id),
        epoch
    from (
        select * from ledger_entry
        where (epoch, xid, id) > (coalesce(last.epoch, 0), coalesce(last.xid, 0), coalesce(last.id, 0))
            and xid < horizon
        order by epoch, xid, id
        limit at_most
    ) e;
    get diagnostics sealed = row_count;
    select coalesce(max(number), 0) into newest from ledger_seal;
end $$;

-- The data came into another cluster by dump and restore, where transactions count afresh: all there is has been
-- committed, so it is sealed in its old order, and what follows carries a new epoch.
create function ledger_begin_epoch(cluster bigint) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
    last record;
begin
    lock table ledger_entry in share row exclusive mode;
    select number, hash into last from ledger_seal order by number desc limit 1;
    insert into ledger_seal (number, entry_id, hash, epoch)
    select coalesce(last.number, 0) + row_number() over (order by epoch, xid, id), id,
        ledger_chain(
            coalesce(last.hash, decode(repeat('00', 32), 'hex')),
            ledger_digest(key, booked_on, recorded_at, by_id, event, content)
        ) over (order by epoch, xid, id),
        epoch
    from ledger_entry e
    where not exists (select from ledger_seal s where s.entry_id = e.id);
    insert into ledger_epoch (number, system_identifier, began_at)
    select max(number) + 1, cluster, now() from ledger_epoch;
end $$;
revoke execute on function ledger_begin_epoch(bigint) from public;

insert into ledger_epoch (number, system_identifier, began_at) select 1, system_identifier, now() from pg_control_system();

create function ledger_close_period(closing date, by_whom bigint, at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    closed date;
begin
    -- Wait for postings under way, and let the next ones see the closed period.
    lock table ledger_entry in share row exclusive mode;
    select max(until) into closed from ledger_closed_period;
    if closing <= closed then
        raise exception using errcode = 'LG003', message = format('the books are closed until %s already', closed);
    end if;
    insert into ledger_closed_period (until, closed_at, by_id) values (closing, at, by_whom);
end $$;
