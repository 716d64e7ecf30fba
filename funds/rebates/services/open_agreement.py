"""Write down what a broker has agreed to pay."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import minor_units
from funds.rebates.domain.broker_codes import code_of
from funds.rebates.domain.counting import Counting, is_pattern
from funds.rebates.errors import NotAnAgreement
from funds.rebates.events import RebateAgreementOpened
from funds.rebates.models import RebateAgreement
from funds.rebates.services.publish_rebate_terms import publish_rebate_terms
from trading.models import BrokerAccount


@transaction.atomic
def open_agreement(
    *,
    broker: str,
    pattern: str,
    currency: str,
    valid_from: date,
    rate: Decimal,
    counting: Counting,
    minimum: timedelta = timedelta(0),
    account: BrokerAccount | None = None,
    by: User | None,
) -> RebateAgreement:
    """The agreement with its first terms; raises NotAnAgreement, also where another stands for the same deals."""
    broker, pattern = broker.strip(), pattern.strip()
    brokers = set(BrokerAccount.objects.values_list("broker", flat=True))
    if broker not in brokers:
        raise NotAnAgreement(f"There is no account with a broker named {broker}.")
    if account is not None and account.broker != broker:
        raise NotAnAgreement(f"{account} is an account with {account.broker}.")
    if not is_pattern(pattern):
        raise NotAnAgreement("Give a symbol, its beginning with a star at the end (EURUSD*), or a star for all.")
    if other := next((one for one in sorted(brokers) if one != broker and code_of(one) == code_of(broker)), None):
        raise NotAnAgreement(f"{broker} and {other} would share an account in the books; rename one of them.")
    minor_units(currency)
    try:
        with transaction.atomic():
            agreement = RebateAgreement.objects.create(
                broker=broker,
                account=account,
                pattern=pattern,
                currency=currency,
                valid_from=valid_from,
                opened_by=by,
                opened_at=clock.now(),
            )
    except IntegrityError as error:
        if "another agreement" not in str(error):
            raise
        raise NotAnAgreement("Another agreement stands for these deals in these days; end it first.") from error
    login = str(account.login) if account else "all"
    subject = f"rebate-agreement:{agreement.pk}"
    record(RebateAgreementOpened(subject, None, broker, login, pattern, currency, valid_from), by=by)
    publish_rebate_terms(
        agreement=agreement, valid_from=valid_from, rate=rate, counting=counting, minimum=minimum, by=by
    )
    return agreement
