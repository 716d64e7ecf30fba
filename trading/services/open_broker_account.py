from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import minor_units
from trading.domain.logins import why_no_login
from trading.errors import AccountExists, AccountRefused
from trading.events import BrokerAccountOpened, subject_of
from trading.models import BrokerAccount, Environment, MarginMode, Platform, Source


def open_broker_account(
    *,
    broker: str,
    server: str,
    login: int | str,
    currency: str,
    platform: str = Platform.MT5,
    environment: str = Environment.LIVE,
    margin_mode: str = MarginMode.HEDGE,
    source: str = Source.IMPORTED,
    name: str = "",
    company: str = "",
    by: User | None,
) -> BrokerAccount:
    """A new account; raises AccountExists, AccountRefused, and MoneyError for a currency without books."""
    if reason := why_no_login(platform, str(login)):
        raise AccountRefused(reason)
    with transaction.atomic():
        try:
            with transaction.atomic():
                account = BrokerAccount.objects.create(
                    broker=broker,
                    server=server,
                    login=str(login),
                    platform=platform,
                    currency=currency,
                    currency_digits=minor_units(currency),
                    environment=environment,
                    margin_mode=margin_mode,
                    source=source,
                    name=name,
                    company=company,
                    opened_at=clock.now(),
                )
        except IntegrityError as error:
            if "one_account_per_server_and_login" not in str(error):
                raise
            raise AccountExists(f"account {login} on {server} is open already") from error
        event = BrokerAccountOpened(
            subject=subject_of(account.pk),
            client=None,
            broker=broker,
            server=server,
            login=str(login),
            platform=str(platform),
            currency=currency,
            environment=str(environment),
            source=str(source),
        )
        record(event, by=by)
    return account
