"""One line in the log for each step of a signal and its orders, with how long it took: the way can be read by eye."""

import logging

log = logging.getLogger("fidus.journey")


def note(subject: str, text: str, *, took: float | None = None, broker: float | None = None) -> None:
    """`subject` is `order REFERENCE` or `signal ID`; milliseconds since the step before, and of them the broker's."""
    if not log.isEnabledFor(logging.INFO):
        return
    since = "" if took is None else f" +{took:.1f} ms"
    told = "" if broker is None else f" (broker {broker:.1f} ms)"
    log.info("%s %s%s%s", subject, text, since, told)
