-- Posts entries; legs name their entry by its place in the arrays, from 1. Answers in the order of the entries.
--
-- The migration makes this function twice. ledger_post is for a few entries: it keeps its plans, so a plan made while the
-- tables were small must never read them from end to end later. ledger_post_many plans each call for its size.
create function ledger_post(
    keys text[], kinds text[], texts text[], booked date[], valued date[], events bigint[], reversed bigint[],
    by_whom bigint, at timestamptz, leg_entries integer[], positions integer[], accounts bigint[], amounts bigint[], currencies text[]
) returns table (entry bigint, replayed boolean)
language plpgsql security definer
set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
    ids bigint[];
    fresh bigint[];
    conflicting text;
begin
    select array_agg(nextval('ledger_entry_id_seq')) into ids from generate_series(1, cardinality(keys));

    with leg as materialized (
        select * from unnest(leg_entries, positions, accounts, amounts, currencies)
            as l(n, position, account, amount, currency)
    ), said as (
        select l.n, string_agg(a.code || ' ' || l.currency || ' ' || l.amount, E'\n' order by a.code, l.amount) as legs
        from leg l left join ledger_account a on a.id = l.account
        group by l.n
    ), posted as (
        insert into ledger_entry (id, key, kind, text, booked_on, value_on, recorded_at, by_id, event, reverses_id,
            content, epoch, xid)
        select d.id, d.key, d.kind, d.text, d.booked, d.valued, at, by_whom, d.event, d.reversed,
            ledger_content(d.kind, d.valued, d.reversed, coalesce(s.legs, ''), d.text),
            (select ledger_epoch_now()), (select pg_current_xact_id()::text::bigint)
        from unnest(ids, keys, kinds, texts, booked, valued, events, reversed)
            with ordinality as d(id, key, kind, text, booked, valued, event, reversed, n)
        left join said s on s.n = d.n
        -- Two batches that share keys meet in the same order.
        order by d.key
        on conflict (key) do nothing
        returning id, value_on
    ), written as (
        insert into ledger_leg (entry_id, position, account_id, amount, currency, value_on)
        select p.id, l.position, l.account, l.amount, l.currency, p.value_on
        from leg l join posted p on p.id = ids[l.n]
    )
    select coalesce(array_agg(id), '{}') into fresh from posted;

    if cardinality(fresh) = cardinality(ids) then
        return query select id, false from unnest(ids) as id;
        return;
    end if;

    -- Some keys were there: the same content gets the first answer, other content is refused.
    with said as (
        select l.n, string_agg(a.code || ' ' || l.currency || ' ' || l.amount, E'\n' order by a.code, l.amount) as legs
        from unnest(leg_entries, accounts, amounts, currencies) as l(n, account, amount, currency)
        left join ledger_account a on a.id = l.account
        group by l.n
    )
    select d.key into conflicting
    from unnest(keys, kinds, texts, valued, reversed)
        with ordinality as d(key, kind, text, valued, reversed, n)
    join ledger_entry e on e.key = d.key
    left join said s on s.n = d.n
    where e.content <> ledger_content(d.kind, d.valued, d.reversed, coalesce(s.legs, ''), d.text)
    limit 1;
    if found then
        raise exception using errcode = 'LG002', message = format(
            'the key %s was used before for an entry that says something else', conflicting);
    end if;
    return query
    select e.id, e.id <> d.id
    from unnest(ids, keys) with ordinality as d(id, key, n) join ledger_entry e on e.key = d.key
    order by d.n;
end $$;
