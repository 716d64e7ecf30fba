-- A re-opening is asked for by one person and decided by another: see docs/adr/0022-reopening-is-a-decision.md.

alter table ledger_closed_period add column asked_by_id bigint;
-- Not valid: re-openings of before had one person only, and stay as they were written.
alter table ledger_closed_period add constraint ledger_reopened_by_two
    check (reason = '' or (asked_by_id is not null and by_id is not null and asked_by_id <> by_id)) not valid;

drop function ledger_reopen_period(date, bigint, text, timestamptz);

create function ledger_reopen_period(reopening date, by_whom bigint, asked_by bigint, why text, at timestamptz)
returns void
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
    elsif by_whom is null or asked_by is null or coalesce(btrim(why), '') = '' then
        raise exception using errcode = 'LG000', message = 'one person asks that a period be opened again and says why, '
            'and another one decides';
    elsif by_whom = asked_by then
        raise exception using errcode = 'LG006', message = 'whoever asked that a period be opened again does not decide it';
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
    insert into ledger_closed_period (until, closed_at, by_id, asked_by_id, reason)
    values (reopening, at, by_whom, asked_by, why);
end $$;
