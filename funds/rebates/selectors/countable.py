"""Which deals are still to be counted, under which terms, and for how many lots."""

from datetime import date

# Before any deal there is.
EPOCH = date(1970, 1, 1)

# Before COUNTABLE, in its transaction: the planner knows nothing of the sizes of its parts, takes them for a row or
# two, and would compare each deal with all the others, or merge by part of what must agree. Hashed, in memory.
PLANNED = "set local enable_nestloop = off; set local enable_mergejoin = off; set local work_mem = '64MB'"
PLANNED_AS_EVER = "set local enable_nestloop = on; set local enable_mergejoin = on"
# Parameters: first (a day), after (the day after the last). One row for each deal that an agreement is about, that its
# terms count, and that was not counted before. `lots` is null while it is not known how long the position was held:
# the minimum is not over by what the account's history covers, or the history does not list the position.
COUNTABLE = """
    with scope as materialized (
        select traded.account_id, traded.symbol, g.id as agreement_id, g.valid_from,
            coalesce(g.ended_on, 'infinity'::date) as ended_on,
            row_number() over (
                partition by traded.account_id, traded.symbol
                -- An account before its broker, a symbol before a beginning, a longer beginning before a shorter.
                order by g.account_id is null, right(g.pattern, 1) = '*', length(g.pattern) desc, g.id
            ) as place
        from (
            select distinct account_id, symbol from trading_deal
            where account_id in (
                select a.id from trading_brokeraccount a join rebates_rebateagreement g on g.broker = a.broker
            )
        ) as traded
        join trading_brokeraccount a on a.id = traded.account_id
        join rebates_rebateagreement g on g.broker = a.broker and (g.account_id is null or g.account_id = a.id)
            and (
                g.pattern = traded.symbol
                or (right(g.pattern, 1) = '*' and starts_with(traded.symbol, left(g.pattern, -1)))
            )
    ),
    terms as materialized (
        select id, agreement_id, valid_from, rate, counting, make_interval(secs => minimum_seconds) as minimum,
            coalesce(lead(valid_from) over (partition by agreement_id order by valid_from), 'infinity'::date) as until
        from rebates_rebateterms
    ),
    share (counting, direction, share) as (
        values ('entry', 'in', 1::numeric), ('entry', 'in/out', 1), ('exit', 'out', 1), ('exit', 'out by', 1),
            ('exit', 'in/out', 1), ('half', 'in', 0.5), ('half', 'out', 0.5), ('half', 'out by', 0.5),
            ('half', 'in/out', 1), ('sides', 'in', 1), ('sides', 'out', 1), ('sides', 'out by', 1),
            ('sides', 'in/out', 2)
    ),
    fresh as materialized (
        select distinct on (d.id) d.id, d.account_id, d.ticket, d.order_ticket, d.symbol, d.kind, d.direction, d.volume,
            d.dealt_at, (d.dealt_at at time zone 'UTC')::date as dealt_on, s.agreement_id
        from trading_deal d
        join scope s on s.account_id = d.account_id and s.symbol = d.symbol
            and (d.dealt_at at time zone 'UTC')::date >= s.valid_from
            and (d.dealt_at at time zone 'UTC')::date < s.ended_on
        where d.kind in ('buy', 'sell')
            and d.dealt_at >= %(first)s::timestamp at time zone 'UTC'
            and d.dealt_at < %(after)s::timestamp at time zone 'UTC'
            and not exists (select from rebates_rebateddeal r where r.deal_id = d.id)
        order by d.id, s.place
    ),
    wanted as materialized (
        select f.*, t.id as terms_id, t.rate, t.minimum, s.share
        from fresh f
        join terms t on t.agreement_id = f.agreement_id and t.valid_from <= f.dealt_on and f.dealt_on < t.until
        join share s on s.counting = t.counting and s.direction = f.direction
    ),
    -- Closing deals do not name their position: deals and positions that close in one instant, of one symbol and size,
    -- are paired in the order of their tickets.
    closing as (
        select d.id, d.account_id, d.symbol, d.kind, d.dealt_at, d.volume, row_number() over (
            partition by d.account_id, d.symbol, d.kind, d.dealt_at, d.volume order by d.ticket
        ) as place
        from trading_deal d
        where d.direction in ('out', 'out by') and d.kind in ('buy', 'sell') and d.account_id in (
            select account_id from wanted where minimum > interval '0' and direction in ('out', 'out by')
        )
    ),
    closed as (
        select p.account_id, p.symbol, case p.side when 'buy' then 'sell' else 'buy' end as kind, p.opened_at,
            p.closed_at, p.volume, row_number() over (
                partition by p.account_id, p.symbol, p.side, p.closed_at, p.volume order by p.ticket
            ) as place
        from trading_position p
        where p.closed_at is not null and p.account_id in (
            select account_id from wanted where minimum > interval '0' and direction in ('out', 'out by')
        )
    ),
    left_after as (
        select c.id, p.closed_at - p.opened_at as held
        from closing c join closed p on p.account_id = c.account_id and p.symbol = c.symbol and p.kind = c.kind
            and p.closed_at = c.dealt_at and p.volume = c.volume and p.place = c.place
    ),
    entered as (
        select w.id, sum(p.volume) as whole,
            sum(p.volume) filter (where p.closed_at < p.opened_at + w.minimum) as short
        from wanted w join trading_position p on p.account_id = w.account_id and p.ticket = w.order_ticket
        where w.minimum > interval '0' and w.direction in ('in', 'in/out')
        group by w.id
    ),
    lots as (
        select w.*, case
            when w.minimum = interval '0' then w.volume
            when w.direction in ('out', 'out by') then
                case when l.held >= w.minimum then w.volume when l.held is not null then 0 end
            when e.whole is not null and greatest(a.last_at, a.snapshot_at) >= w.dealt_at + w.minimum then
                round(w.volume * (e.whole - coalesce(e.short, 0)) / e.whole, 8)
        end as counted
        from wanted w
        join trading_brokeraccount a on a.id = w.account_id
        left join left_after l on l.id = w.id
        left join entered e on e.id = w.id
    )
    select id as deal_id, terms_id, agreement_id, account_id, dealt_on, symbol, direction, volume, counted as lots,
        counted * rate * share as earned
    from lots
"""
