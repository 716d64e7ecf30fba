"""Publish which fees are charged in a fund, or to one client in it, from a date on."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from accounts.models import Client, User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.day_counts import DayCount
from funds.errors import BadDate
from funds.fees.domain.fee_terms import Every, ManagementBase, TakenFrom
from funds.fees.domain.penalties import BadSteps, PenaltyStep, checked
from funds.fees.errors import BadSchedule
from funds.fees.events import FeeSchedulePublished
from funds.fees.models import FeeSchedule
from funds.models import Product


@transaction.atomic
def publish_schedule(
    *,
    product: Product,
    currency: str,
    valid_from: date,
    client: Client | None = None,
    applies_to_all: bool = False,
    management_rate: Decimal = Decimal(0),
    management_base: ManagementBase = ManagementBase.PRINCIPAL,
    day_count: DayCount = DayCount.ACT_365F,
    charged_every: Every = Every.QUARTER,
    performance_rate: Decimal = Decimal(0),
    hurdle_rate: Decimal = Decimal(0),
    crystallised_every: Every = Every.QUARTER,
    taken_from: TakenFrom = TakenFrom.INTEREST,
    withdrawal_flat: Money | None = None,
    withdrawal_rate: Decimal = Decimal(0),
    early_allowed: bool = False,
    early_steps: Sequence[PenaltyStep] = (),
    by: User | None,
) -> FeeSchedule:
    """The new schedule; rates are shares, a year's where time runs. Raises BadSchedule, BadDate.

    Published ones are never changed: it must follow the newest of the same fund, currency and client, and begin today
    or later, so that nobody comes under fees for days that are over.
    """
    product = Product.objects.select_for_update().get(pk=product.pk)
    flat = withdrawal_flat or Money.zero(currency)
    rates = (management_rate, performance_rate, hurdle_rate, withdrawal_rate)
    _refuse_contradictions(rates, flat, currency, early_allowed, early_steps)
    if crystallised_every is Every.MONTH or charged_every not in (Every.MONTH, Every.QUARTER):
        raise BadSchedule("Management fees are charged monthly or quarterly, performance fees quarterly at most.")
    _refuse_dates(product, currency, client, valid_from)
    schedule = FeeSchedule.objects.create(
        product=product,
        client=client,
        version=(product.fee_schedules.aggregate(number=Max("version"))["number"] or 0) + 1,
        currency=currency,
        valid_from=valid_from,
        applies_to_all=applies_to_all,
        management_rate=management_rate,
        management_base=management_base,
        day_count=day_count,
        charged_every=charged_every,
        performance_rate=performance_rate,
        hurdle_rate=hurdle_rate,
        crystallised_every=crystallised_every,
        taken_from=taken_from,
        withdrawal_flat_minor=flat.minor,
        withdrawal_rate=withdrawal_rate,
        early_allowed=early_allowed,
        early_steps=[[step.below, str(step.rate)] for step in early_steps],
        published_by=by,
        published_at=clock.now(),
    )
    event = FeeSchedulePublished(
        product.code, client and client.pk, schedule.version, valid_from, currency, applies_to_all
    )
    record(event, by=by)
    return schedule


def _refuse_contradictions(
    rates: Sequence[Decimal], flat: Money, currency: str, early_allowed: bool, steps: Sequence[PenaltyStep]
) -> None:
    _, performance, hurdle, _ = rates
    if any(not 0 <= rate < 1 or rate != round(rate, 6) for rate in rates):
        raise BadSchedule("A rate is a share from 0 to below 100 %, with at most four decimals of a per cent.")
    if hurdle and not performance:
        raise BadSchedule("A hurdle belongs to a performance fee.")
    if flat.currency != currency or flat.minor < 0:
        raise BadSchedule(f"The flat withdrawal fee is an amount in {currency}, not below zero.")
    if steps and not early_allowed:
        raise BadSchedule("A penalty for leaving early belongs to a schedule that allows it.")
    try:
        checked(steps)
    except BadSteps as error:
        raise BadSchedule(str(error)) from error


def _refuse_dates(product: Product, currency: str, client: Client | None, valid_from: date) -> None:
    same = product.fee_schedules.filter(currency=currency, client=client)
    if valid_from < clock.today():
        raise BadDate("Fees begin today or later: nobody comes under fees for days that are over.")
    newest = same.aggregate(day=Max("valid_from"))["day"]
    if newest is not None and valid_from <= newest:
        raise BadDate(f"Fees of {product.code} in {currency} are published up to {newest:%-d %b %Y} already.")
