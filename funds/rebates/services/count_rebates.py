"""Count the deals that were not counted before, and post what they earn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection, transaction

from accounts.ledger.api import AccountSpec, Draft, Leg, closed_until, open_accounts, post_entries
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import Money, total
from funds.errors import BadDate
from funds.rebates.domain.broker_codes import code_of
from funds.rebates.events import RebatesCounted
from funds.rebates.models import RebateAgreement, RebateLine, RebateRun
from funds.rebates.selectors.countable import COUNTABLE, EPOCH, PLANNED, PLANNED_AS_EVER

_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('rebates.count'))"
_COUNT = f"""
    with counted as (
        insert into rebates_rebateddeal (deal_id, terms_id, run_id, dealt_on, lots, earned)
        select deal_id, terms_id, %(run)s, dealt_on, lots, earned from ({COUNTABLE}) as found
        where lots is not null
        returning terms_id, dealt_on, lots, earned
    )
    select t.agreement_id, date_trunc('month', c.dealt_on)::date, count(*), sum(c.lots), sum(c.earned)
    from counted c join rebates_rebateterms t on t.id = c.terms_id
    group by 1, 2 order by 1, 2
"""  # noqa: S608 (constants of this app)
_BEFORE = """
    select agreement_id, sum(earned), sum(posted_minor) from rebates_rebateline
    where agreement_id = any(%s) group by 1
"""


@dataclass(frozen=True)
class _Earned:
    agreement: RebateAgreement
    month: date
    deals: int
    lots: Decimal
    earned: Decimal
    posted: Money


def count_rebates(*, as_of: date, by: User | None, first_on: date | None = None) -> RebateRun | None:
    """The run, or None where nothing new was found: deals from `first_on` to `as_of`, each once for ever.

    Raises BadDate for a day to come, or days reversed.
    """
    first_on = first_on or EPOCH
    if not first_on <= as_of <= clock.today():
        raise BadDate("Count from an earlier day to a later one, today at most.")
    with transaction.atomic():
        run = _count(first_on, as_of, by)
        if not run.deals:
            transaction.set_rollback(True)
    return run if run.deals else None


def _count(first_on: date, as_of: date, by: User | None) -> RebateRun:
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        cursor.execute("select nextval(pg_get_serial_sequence('rebates_rebaterun', 'id'))")
        number = cursor.fetchone()[0]
        # The run's row comes last, when its figures are known.
        cursor.execute(PLANNED)
        cursor.execute(_COUNT, {"first": first_on, "after": as_of + timedelta(days=1), "run": number})
        found = cursor.fetchall()
        cursor.execute(PLANNED_AS_EVER)
        cursor.execute(_BEFORE, [[row[0] for row in found]])
        before = {agreement: (earned, int(posted)) for agreement, earned, posted in cursor.fetchall()}
    run = RebateRun.objects.create(
        pk=number,
        first_on=first_on,
        last_on=as_of,
        deals=sum(row[2] for row in found),
        lots=sum((row[3] for row in found), Decimal(0)),
        ran_by=by,
        ran_at=clock.now(),
    )
    if found:
        _post(run, _rounded(found, before), by)
    return run


def _rounded(found: list[tuple], before: dict[int, tuple[Decimal, int]]) -> list[_Earned]:
    """Each line's share of the rounded whole: what was ever earned, rounded, less what is posted."""
    agreements = RebateAgreement.objects.in_bulk({row[0] for row in found})
    lines = []
    for key, month, deals, lots, earned in found:
        agreement = agreements[key]
        ever, posted = before.get(key, (Decimal(0), 0))
        whole = Money.rounded(ever + earned, agreement.currency)
        share = whole - Money.from_minor(posted, agreement.currency)
        before[key] = (ever + earned, whole.minor)
        lines.append(_Earned(agreement, month, deals, lots, earned, share))
    return lines


def _post(run: RebateRun, lines: list[_Earned], by: User | None) -> None:
    sums: dict[str, list[Money]] = {}
    for line in lines:
        sums.setdefault(line.agreement.currency, []).append(line.posted)
    accrued = [total(parts, currency) for currency, parts in sums.items()]
    happened = RebatesCounted(f"rebates:{run.pk}", None, run.first_on, run.last_on, run.deals, run.lots, accrued)
    event = record(happened, by=by)
    values = [_value_on(line.month, run.last_on) for line in lines]
    to_post = [(line, on) for line, on in zip(lines, values, strict=True) if line.posted]
    drafts = [accrual_draft(run, line.agreement, line.month, line.posted, on, event) for line, on in to_post]
    posted = post_entries(drafts, by=by)
    entries = {id(line): one.entry for (line, _), one in zip(to_post, posted, strict=True)}
    RebateLine.objects.bulk_create(
        RebateLine(
            run=run,
            agreement=line.agreement,
            month=line.month,
            value_on=on,
            currency=line.agreement.currency,
            deals=line.deals,
            lots=line.lots,
            earned=line.earned,
            posted_minor=line.posted.minor,
            entry=entries.get(id(line)),
        )
        for line, on in zip(lines, values, strict=True)
    )


def _value_on(month: date, last_on: date) -> date:
    """The end of the deals' month, so that each month holds what was traded in it; today where its books are closed."""
    month_end = (month.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    on = min(month_end, last_on)
    closed = closed_until()
    return clock.today() if closed is not None and on <= closed else on


def accrual_draft(
    run: RebateRun, agreement: RebateAgreement, month: date, amount: Money, value_on: date, event: int | None = None
) -> Draft:
    """What a line posts; shown to the person before it is posted."""
    receivable, income = open_accounts(rebate_accounts(agreement.broker, amount.currency))
    return Draft(
        key=f"rebate:{run.pk}:{agreement.pk}:{month:%Y-%m}",
        kind="rebate_accrual",
        text=f"Rebates of {agreement}, deals of {month:%B %Y}",
        booked_on=clock.today(),
        value_on=value_on,
        legs=(Leg(receivable, amount), Leg(income, -amount)),
        event=event,
    )


def rebate_accounts(broker: str, currency: str) -> list[AccountSpec]:
    """What a broker owes, and what it has earned the firm."""
    code = code_of(broker)
    return [
        AccountSpec(f"Assets:Receivable:Rebates:{code}:{currency}", "asset", currency, f"Rebates owed by {broker}"),
        AccountSpec(f"Income:Rebates:{code}:{currency}", "income", currency, f"Rebates of {broker}"),
    ]
