from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.signals.errors import NotAsDescribed
from trading.signals.events import StrategyRegistered
from trading.signals.models import Strategy
from trading.signals.models.strategy import LONGEST_VALID

_MAY_SEND = "signals.send_signal"


@transaction.atomic
def register_strategy(
    *,
    code: str,
    name: str,
    developer: User,
    environment: str,
    asset: str,
    mode: str = Strategy.Mode.APPROVAL,
    valid_for: int = 60,
    by: User | None,
) -> Strategy:
    """A draft, which takes no signals yet. Raises NotAsDescribed."""
    faults = {}
    strategy = Strategy(
        code=code.upper(), name=name, developer=developer, environment=environment, asset=asset, mode=mode,
        valid_for=valid_for, registered_at=clock.now(), registered_by=by,
    )  # fmt: skip
    if not code.isascii() or not code.replace("-", "").isalnum() or not code[:1].isalpha() or len(code) > 20:
        faults["code"] = "A code is up to 20 plain letters, digits and dashes, and begins with a letter."
    elif Strategy.objects.filter(code=strategy.code).exists():
        faults["code"] = f"There is a strategy {strategy.code} already."
    if not developer.is_active or not developer.has_perm(_MAY_SEND):
        faults["developer"] = "This person may not send signals; give them the role of a strategy developer."
    for field, choices in (("environment", Strategy.Environment), ("mode", Strategy.Mode)):
        if getattr(strategy, field) not in choices.values:
            faults[field] = "This is none of the choices."
    if not 1 <= valid_for <= LONGEST_VALID:
        faults["valid_for"] = f"A signal is good for 1 to {LONGEST_VALID} seconds."
    if faults:
        raise NotAsDescribed(faults)
    strategy.save()
    event = StrategyRegistered(
        subject=strategy.subject,
        client=None,
        code=strategy.code,
        name=name,
        developer=developer.pk,
        environment=environment,
        mode=mode,
    )
    record(event, by=by)
    return strategy
