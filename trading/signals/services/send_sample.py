"""Try a strategy: one of the samples, or a developer's own words, sent as any program would."""

from pathlib import Path

from accounts.models import User
from trading.signals.domain.reading import LARGEST_BODY
from trading.signals.domain.strategy_states import StrategyState
from trading.signals.errors import NoDoor, NotAllowed, WrongState
from trading.signals.models import Door, Strategy
from trading.signals.selectors import OVERSEES, door_without_secret
from trading.signals.services.receive_signal import Receipt, receive_signal

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
SENDS, MOVES = "signals.send_signal", "signals.move_strategy"
# Either is without a secret and the strategy's own, so whoever may send is known.
_WAYS = (Door.Kind.REST, Door.Kind.COMMAND)


def samples() -> dict[str, str]:
    """Name -> words of each sample, as they would be sent."""
    return {path.stem.replace("_", " "): path.read_text() for path in sorted(SAMPLES.iterdir())}


def may_try(strategy: Strategy, by: User) -> bool:
    """Developers try what is theirs and staging; production only those who may also activate and pause it."""
    own = strategy.developer_id == by.pk or by.has_perm(OVERSEES)
    staging = strategy.environment == Strategy.Environment.STAGING
    return by.has_perm(SENDS) and own and (staging or by.has_perm(MOVES))


def send_sample(*, strategy: Strategy, message: str, by: User) -> Receipt:
    """What became of it; kept like any other message. Raises NotAllowed, NoDoor and WrongState."""
    if not may_try(strategy, by):
        raise NotAllowed(
            f"{strategy} is a strategy of {strategy.environment}. Samples go to strategies of staging that are yours; "
            "to others only if you may activate and pause them."
        )
    if strategy.state == StrategyState.RETIRED:
        raise WrongState(f"{strategy} is retired and takes no more signals.")
    doors = (door_without_secret(kind, strategy.code) for kind in _WAYS)
    door = next((door for door in doors if door is not None), None)
    if door is None:
        raise NoDoor(f"Open a door of {strategy} for the API or for commands first: samples are sent through it.")
    body = message.encode(errors="replace")[: LARGEST_BODY + 1]
    return receive_signal(door=door, body=body, content_type="text/plain", address=f"tried by {by.get_username()}")
