"""Write an investment down before the client is cleared for it."""

from decimal import Decimal

from django.db import transaction

from accounts.models import Client, User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import Money
from fidus.lib.trial import next_number
from funds.domain.investment_states import HOLDING, InvestmentState
from funds.errors import NotInvited, NotOffered, NotWithinTerms
from funds.events import InvestmentDrafted
from funds.models import InterestMode, Investment, Product, TermsVersion


@transaction.atomic
def draft_investment(
    *,
    client: Client,
    product: Product,
    principal: Money,
    interest_mode: str = InterestMode.KEEP,
    custom_rate: Decimal | None = None,
    tops_up: Investment | None = None,
    by: User | None,
) -> Investment:
    """A draft under the terms in force today; raises NotOffered, NotInvited, NotWithinTerms.

    `tops_up` names the investment it adds to; the fund's minimum was met by that one.
    """
    if tops_up is not None:
        tops_up = _first_tranche(tops_up, client, product, principal.currency)
    terms = terms_in_force(product, principal.currency)
    if product.by_invitation and custom_rate is None and terms.monthly_rate is None:
        raise NotInvited(f"{product.code} is entered by invitation: say the monthly rate agreed with the client.")
    if custom_rate is not None and not product.by_invitation:
        raise NotInvited(f"{product.code} pays the rate of its terms; an agreed rate is for funds by invitation.")
    if custom_rate is not None and not 0 < custom_rate < 1:
        raise NotWithinTerms("A monthly rate is a share between 0 and 1: 0.025 is 2.5 %.")
    if tops_up is None and principal < terms.minimum:
        raise NotWithinTerms(f"{product.code} takes {terms.minimum} at least.")
    allowed = {
        InterestMode.PAY_OUT: terms.pay_out_allowed,
        InterestMode.KEEP: terms.keep_allowed,
        InterestMode.MATURITY: terms.maturity_allowed,
    }
    if not allowed[InterestMode(interest_mode)]:
        raise NotWithinTerms(f"{InterestMode(interest_mode).label}: the terms of {product.code} do not allow that.")
    investment = Investment.objects.create(
        number=_next_number(),
        client=client,
        terms=terms,
        custom_rate=custom_rate,
        tops_up=tops_up,
        currency=principal.currency,
        principal_minor=principal.minor,
        interest_mode=interest_mode,
        state=InvestmentState.DRAFT,
    )
    record(InvestmentDrafted(investment.number, client.pk, product.code, principal), by=by)
    return investment


def _first_tranche(topped_up: Investment, client: Client, product: Product, currency: str) -> Investment:
    """The investment that began it, also where one names a later tranche."""
    first = topped_up.tops_up or topped_up
    if (first.client_id, first.terms.product_id, first.currency) != (client.pk, product.pk, currency):
        raise NotWithinTerms(f"A top-up of {first.number} is money of the same client, fund and currency.")
    if first.state not in HOLDING:
        raise NotWithinTerms(f"{first.number} is {first.state}: open a new investment instead of topping it up.")
    return first


def terms_in_force(product: Product, currency: str) -> TermsVersion:
    """The product's terms of today in `currency`; raises NotOffered."""
    today = clock.today()
    if product.closed_on is not None and product.closed_on <= today:
        raise NotOffered(f"{product.code} takes no new money since {product.closed_on:%-d %b %Y}.")
    terms = (
        product.terms_versions.select_related("product")
        .filter(currency=currency, valid_from__lte=today)
        .order_by("-valid_from")
        .first()
    )
    if terms is None:
        raise NotOffered(f"{product.code} has no terms in {currency} on {today:%-d %b %Y}.")
    return terms


def _next_number() -> str:
    """A number given out is never given again; a rolled back draft leaves a gap."""
    return f"INV-{next_number('funds_investment_number'):04}"
