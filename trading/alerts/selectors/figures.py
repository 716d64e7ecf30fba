"""Every figure that a rule watches over, of all accounts and gateways, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection

from trading.alerts.domain.kinds import Kind
from trading.reconciliation.selectors.comparison import counted_through

# Further back is history that was brought in, not news. Server time may be ahead of ours or behind.
NEWS = timedelta(days=3)

# What trading made of each account, open profit with it, of those whose balance is what deals and cash held make: money
# that came or went and is not booked yet would look like a result. Deals up to `through` are in their tallies.
_MADE = """
paid as materialized (
    select account_id, sum(amount) as paid_in from trading_cashoperation where in_balance group by account_id
), dealt as materialized (
    select account_id, sum(result) as result from (
        select account_id, result from reconciliation_tally where %(through)s > 0
        union all
        select account_id, profit + swap + commission + fee from trading_deal where id > %(through)s
    ) part group by account_id
), made as materialized (
    select s.account_id as account, s.equity - s.credit - coalesce(p.paid_in, 0) as result,
           coalesce(p.paid_in, 0) as paid_in
      from watch_standing s
      join trading_brokeraccount a on a.id = s.account_id and a.disabled_at is null
      left join paid p on p.account_id = s.account_id left join dealt d on d.account_id = s.account_id
     where abs(s.balance - coalesce(p.paid_in, 0) - coalesce(d.result, 0)) < power(10::numeric, -a.currency_digits)
)
"""
_RAISE_WATERMARKS = f"""
with {_MADE}
insert into alerts_watermark (account_id, "on", high)
select account, %(today)s, result from made
on conflict (account_id, "on") do update set high = excluded.high where excluded.high > alerts_watermark.high
"""  # noqa: S608 both parts stand here
_FIGURES = f"""
with {_MADE}, rule as materialized (
    select distinct on (a.id, r.kind) a.id as account, r.id as rule, r.kind, r.threshold, r.clears_at, r.days, r.is_on
      from trading_brokeraccount a
      join alerts_alertrule r on r.account_id = a.id or (r.account_id is null and r.broker in ('', a.broker))
     where a.disabled_at is null and r.kind <> 'breaker'
     order by a.id, r.kind, r.account_id nulls last, r.broker desc
), high as materialized (
    select account_id, "on", high from alerts_watermark
     where "on" > %(today)s::date - (select coalesce(max(days), 1) from alerts_alertrule where kind = 'drawdown')
), gone as materialized (
    select id, account_id, amount from trading_cashoperation
     where kind = 'balance' and amount < 0 and operated_at > %(news)s
), watched as (
    select r.rule, r.account, '' as line, r.kind, r.threshold, r.clears_at, s.margin_level as figure,
           0::bigint as through, '' as words, s.account_id is not null as is_told
      from rule r left join watch_standing s on s.account_id = r.account
     where r.kind = 'margin_level' and r.is_on
    union all
    select r.rule, r.account, '', r.kind, r.threshold, r.clears_at,
           extract(epoch from %(now)s - coalesce(s.seen_at, w.connected_at)), 0, '', true
      from rule r join watch_watch w on w.account_id = r.account and w.state = 'watching'
      left join watch_standing s on s.account_id = r.account
     where r.kind = 'stale' and r.is_on and coalesce(s.seen_at, w.connected_at) is not null
    union all
    select r.rule, r.account, '', r.kind, r.threshold, r.clears_at,
           case when h.high + m.paid_in > 0 then (h.high - m.result) / (h.high + m.paid_in) * 100 end, 0, '',
           m.account is not null
      from rule r left join made m on m.account = r.account
      left join lateral (
          select max(high) as high from high where account_id = r.account and "on" > %(today)s::date - r.days
      ) h on true
     where r.kind = 'drawdown' and r.is_on
    union all
    select r.rule, r.account, '', r.kind, r.threshold, r.clears_at,
           case when w.state = 'refused' then greatest(w.failures, 1) else 0 end, 0, left(w.failure_words, 500), true
      from rule r join watch_watch w on w.account_id = r.account
     where r.kind = 'login_failed' and r.is_on
    union all
    select r.rule, r.account, '', r.kind, r.threshold, r.clears_at, -sum(g.amount), max(g.id), '', true
      from rule r join gone g on g.account_id = r.account
     where r.kind = 'withdrawal' and r.is_on
       and g.id > coalesce((select max(through) from alerts_alert t where t.rule_id = r.rule
                               and t.account_id = r.account and t.state = 'closed'), 0)
     group by 1, 2, 3, 4, 5, 6
    union all
    select r.id, null, h.line, r.kind, r.threshold, r.clears_at,
           case when h.state = 'closed' then 0 else greatest(h.failures, 1) end, 0, left(h.words, 500), true
      from alerts_alertrule r cross join watch_gatewayhealth h
     where r.kind = 'breaker' and r.is_on
), live as (
    select id, rule_id as rule, account_id as account, line from alerts_alert where state <> 'closed'
)
select l.id, coalesce(w.rule, l.rule), coalesce(w.account, l.account), coalesce(w.line, l.line), w.kind, w.threshold,
       w.clears_at, w.figure, coalesce(w.through, 0), coalesce(w.words, ''), w.is_told
  from watched w
  full join live l on l.rule = w.rule and coalesce(l.account, 0) = coalesce(w.account, 0) and l.line = w.line
 where l.id is not null
    or case w.kind when 'margin_level' then w.figure < w.threshold else w.figure >= w.threshold end
 order by 1, 2, 3, 4
"""  # noqa: S608 both parts stand here

_DRAWDOWNS = f"""
with {_MADE}
select m.account, (h.high - m.result) / (h.high + m.paid_in) * 100
  from made m join alerts_watermark h on h.account_id = m.account and h."on" = %(today)s
 where h.high + m.paid_in > 0
"""  # noqa: S608 both parts stand here


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A figure that would raise an alert, or of one that stands; `kind` None: no rule watches over it any more."""

    alert: int | None
    rule: int
    account: int | None
    line: str
    kind: Kind | None
    threshold: Decimal
    clears_at: Decimal
    figure: Decimal | None
    through: int
    words: str
    is_told: bool


def raise_watermarks(now: datetime) -> None:
    """The day's, of accounts whose figures are of one moment."""
    with connection.cursor() as cursor:
        cursor.execute(_RAISE_WATERMARKS, {"today": now.date(), "through": counted_through()})


def watched_figures(now: datetime) -> Sequence[Watched]:
    """Those that matter: they would raise an alert, or one stands."""
    given = {"today": now.date(), "now": now, "news": now - NEWS, "through": counted_through()}
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, given)
        return [_watched(row) for row in cursor.fetchall()]


def drawdowns(now: datetime) -> dict[int, Decimal]:
    """Account -> percent that it fell today from its highest, of those whose drawdown can be reckoned."""
    with connection.cursor() as cursor:
        cursor.execute(_DRAWDOWNS, {"today": now.date(), "through": counted_through()})
        return {account: Decimal(percent).quantize(Decimal("0.001")) for account, percent in cursor.fetchall()}


def _watched(row: tuple) -> Watched:
    alert, rule, account, line, kind, threshold, clears_at, figure, through, words, is_told = row
    return Watched(
        alert=alert, rule=rule, account=account, line=line, kind=Kind(kind) if kind else None,
        threshold=threshold or Decimal(0), clears_at=clears_at or Decimal(0),
        figure=None if figure is None else Decimal(figure).quantize(Decimal("0.001")), through=through, words=words,
        is_told=bool(is_told),
    )  # fmt: skip
