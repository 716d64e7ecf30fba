"""How far a whole run is: its transaction shows nothing to others until it ends, so it says it beside the database."""

from django.core.cache import cache
from redis import RedisError

from funds.intake.models import IntakeRun

# Nothing is lost when it is: the page then shows no figure until the next step.
KEEP_FOR = 120


def say_done(run: IntakeRun, done: int) -> None:
    try:
        cache.set(_name(run), done, KEEP_FOR)
    except RedisError:
        return


def done_so_far(run: IntakeRun) -> int:
    if not run.whole:
        return run.done
    try:
        return int(cache.get(_name(run), 0))
    except RedisError:
        return 0


def _name(run: IntakeRun) -> str:
    return f"intake:{run.pk}:done"
