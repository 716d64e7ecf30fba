-- Closing and re-opening are decisions in a row, and the newest holds: see docs/adr/0022-reopening-is-a-decision.md.
-- Ids are drawn under the lock that both functions take, so their order is that of the decisions.

create function ledger_closed_until() returns date
language sql stable set search_path = public, pg_temp as $$
    select until from ledger_closed_period order by id desc limit 1
$$;

create or replace function ledger_check_entries() returns trigger
language plpgsql as $$
declare
    transaction constant bigint := pg_current_xact_id()::text::bigint;
    current_epoch integer;
    closed_until date;
    bad record;
begin
    -- Read only now, after the insert took its lock: closing a period and a new epoch wait for it.
    select (select max(number) from ledger_epoch), (select until from ledger_closed_period order by id desc limit 1)
    into current_epoch, closed_until;

    -- A join and not `not exists`: for that, a plan could read all legs there are.
    select e.key, e.booked_on, e.value_on, e.xid <> transaction or e.epoch <> current_epoch as displaced,
        least(e.booked_on, e.value_on) <= closed_until as closed, l.entry_id is null as legless
    into bad
    from added e left join ledger_leg l on l.entry_id = e.id and l.position = 1
    where e.xid <> transaction or e.epoch <> current_epoch or least(e.booked_on, e.value_on) <= closed_until
        or l.entry_id is null
    limit 1;
    if bad.legless then
        raise exception using errcode = 'LG001', message = format('entry %s has no legs', bad.key);
    elsif bad.closed then
        raise exception using errcode = 'LG003', message = format(
            'entry %s is booked on %s with value on %s, but the books are closed until %s',
            bad.key, bad.booked_on, bad.value_on, closed_until);
    elsif bad.displaced then
        raise exception using errcode = 'LG000', message = format(
            'entry %s does not carry its own transaction and epoch', bad.key);
    end if;

    if exists (select from added where reverses_id is not null) then
        perform ledger_check_reversal(id) from added where reverses_id is not null;
    end if;
    return null;
end $$;

create or replace function ledger_close_period(closing date, by_whom bigint, at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    closed date;
begin
    -- Wait for postings under way, and let the next ones see the closed period.
    lock table ledger_entry in share row exclusive mode;
    closed := ledger_closed_until();
    if closing is null then
        raise exception using errcode = 'LG000', message = 'a period is closed until a date';
    elsif closing <= closed then
        raise exception using errcode = 'LG003', message = format('the books are closed until %s already', closed);
    end if;
    insert into ledger_closed_period (until, closed_at, by_id, reason) values (closing, at, by_whom, '');
end $$;

create function ledger_reopen_period(reopening date, by_whom bigint, why text, at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    closed date;
begin
    lock table ledger_entry in share row exclusive mode;
    closed := ledger_closed_until();
    if closed is null then
        raise exception using errcode = 'LG000', message = 'no period is closed';
    elsif reopening >= closed then
        raise exception using errcode = 'LG000', message = format(
            'the books are closed until %s and not beyond %s', closed, reopening);
    elsif by_whom is null or coalesce(btrim(why), '') = '' then
        raise exception using errcode = 'LG000', message = 'a person re-opens a period, and says why';
    end if;
    -- The decisions that made the books closed beyond the date: those since they last stood at it or before it.
    if exists (
        select from ledger_closed_period
        where by_id = by_whom and reason = '' and id > coalesce((
            select max(id) from ledger_closed_period where until is null or until <= reopening
        ), 0)
    ) then
        raise exception using errcode = 'LG006', message = 'whoever closed a period does not re-open it';
    end if;
    insert into ledger_closed_period (until, closed_at, by_id, reason) values (reopening, at, by_whom, why);
end $$;
