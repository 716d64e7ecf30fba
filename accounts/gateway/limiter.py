"""Counts calls in Valkey, exactly and for all processes together; without Valkey each counts for itself (ADR 0033)."""

import logging
import time
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from django.conf import settings
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from valkey.exceptions import ValkeyError

from accounts.gateway.domain.limits import Limit, Verdict

Answer = TypeVar("Answer")
logger = logging.getLogger(__name__)
# A server that does not answer within this is away, and asked again only after a while: nobody waits for it twice.
ANSWERS_WITHIN, ASKED_AGAIN_AFTER = 0.5, 2.0
_away_until = 0.0
_alone = MovingWindowRateLimiter(MemoryStorage())


def hit(limit: Limit, caller: str) -> Verdict:
    """Counts one call of `caller` against `limit`; a call that is refused is not counted."""
    return _asked(_counted, limit, caller)


def too_many(limit: Limit, caller: str) -> Verdict | None:
    """As `hit`, where who calls is told nothing of the limit: the verdict on one call too many, else None."""
    return _asked(_refused, limit, caller)


def _asked(ask: Callable[[MovingWindowRateLimiter, Limit, str, Limit], Answer], limit: Limit, caller: str) -> Answer:
    global _away_until
    if time.monotonic() >= _away_until:
        try:
            return ask(_valkey(settings.REDIS_URL), limit, caller, limit)
        except ValkeyError as error:
            _away_until = time.monotonic() + ASKED_AGAIN_AFTER
            logger.error("Valkey is away, each web process counts calls for itself: %s", error)
    return ask(_alone, limit.share(settings.WEB_PROCESSES), caller, limit)


def is_away() -> bool:
    """Whether this process counts for itself at the moment."""
    return time.monotonic() < _away_until


def client() -> object:
    """The connection to Valkey, for statistics beside the counts."""
    return _valkey(settings.REDIS_URL).storage.storage


def _counted(counter: MovingWindowRateLimiter, held: Limit, caller: str, told: Limit) -> Verdict:
    item = _item(held)
    return _verdict(counter, item, caller, told, allowed=counter.hit(item, caller))


def _refused(counter: MovingWindowRateLimiter, held: Limit, caller: str, told: Limit) -> Verdict | None:
    item = _item(held)
    return None if counter.hit(item, caller) else _verdict(counter, item, caller, told, allowed=False)


def _item(limit: Limit) -> RateLimitItemPerSecond:
    return RateLimitItemPerSecond(limit.amount, limit.seconds, namespace=limit.name)


def _verdict(
    counter: MovingWindowRateLimiter, item: RateLimitItemPerSecond, caller: str, told: Limit, *, allowed: bool
) -> Verdict:
    window = counter.get_window_stats(item, caller)
    # Since the call was counted somebody else may have called: whoever was refused has nothing left, whatever it says.
    return Verdict(told, allowed, window.remaining if allowed else 0, window.reset_time - time.time())


@lru_cache(maxsize=2)
def _valkey(url: str) -> MovingWindowRateLimiter:
    """`url` is REDIS_URL: redis://, rediss:// or unix://, which speak Valkey just as well."""
    scheme, rest = url.split("://", 1)
    known = {"unix": "valkey+unix", "redis": "valkey", "rediss": "valkeys"}.get(scheme, scheme)
    storage = RedisStorage(
        f"{known}://{rest}", socket_timeout=ANSWERS_WITHIN, socket_connect_timeout=ANSWERS_WITHIN, key_prefix="limits"
    )
    return MovingWindowRateLimiter(storage)
