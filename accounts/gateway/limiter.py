"""Counts calls in Valkey, exactly and for all processes together; without Valkey each counts for itself (ADR 0033)."""

import logging
import time
from functools import lru_cache

from django.conf import settings
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from valkey.exceptions import ValkeyError

from accounts.gateway.domain.limits import Limit, Verdict

logger = logging.getLogger(__name__)
# A server that does not answer within this is away, and asked again only after a while: nobody waits for it twice.
ANSWERS_WITHIN, ASKED_AGAIN_AFTER = 0.5, 2.0
_away_until = 0.0
_alone = MovingWindowRateLimiter(MemoryStorage())


def hit(limit: Limit, caller: str) -> Verdict:
    """Counts one call of `caller` against `limit`; a call that is refused is not counted."""
    global _away_until
    if time.monotonic() >= _away_until:
        try:
            return _count(_valkey(settings.REDIS_URL), limit, caller, limit)
        except ValkeyError as error:
            _away_until = time.monotonic() + ASKED_AGAIN_AFTER
            logger.error("Valkey is away, each web process counts calls for itself: %s", error)
    return _count(_alone, limit.share(settings.WEB_PROCESSES), caller, limit)


def is_away() -> bool:
    """Whether this process counts for itself at the moment."""
    return time.monotonic() < _away_until


def client() -> object:
    """The connection to Valkey, for statistics beside the counts."""
    return _valkey(settings.REDIS_URL).storage.storage


def _count(counter: MovingWindowRateLimiter, held: Limit, caller: str, told: Limit) -> Verdict:
    item = RateLimitItemPerSecond(held.amount, held.seconds, namespace=held.name)
    allowed = counter.hit(item, caller)
    window = counter.get_window_stats(item, caller)
    # Between the two somebody else may have called: whoever was refused has nothing left, whatever the second says.
    remaining = window.remaining if allowed else 0
    return Verdict(told, allowed, remaining, window.reset_time - time.time())


@lru_cache(maxsize=2)
def _valkey(url: str) -> MovingWindowRateLimiter:
    """`url` is REDIS_URL: redis://, rediss:// or unix://, which speak Valkey just as well."""
    scheme, rest = url.split("://", 1)
    known = {"unix": "valkey+unix", "redis": "valkey", "rediss": "valkeys"}.get(scheme, scheme)
    storage = RedisStorage(
        f"{known}://{rest}", socket_timeout=ANSWERS_WITHIN, socket_connect_timeout=ANSWERS_WITHIN, key_prefix="limits"
    )
    return MovingWindowRateLimiter(storage)
