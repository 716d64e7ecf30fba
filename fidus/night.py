"""What happens every night, in the order of fidus/wiring.py."""

import logging
from datetime import date

from django.utils.module_loading import import_string

from accounts.models import User
from fidus.wiring import NIGHT

log = logging.getLogger(__name__)


def run_night(*, as_of: date, by: User | None) -> list[str]:
    """Do every step; the names of those that failed. A step that failed is made up for within the hour."""
    failed = []
    for name in NIGHT:
        try:
            import_string(name)(as_of=as_of, by=by)
        except Exception:
            # One step must not keep the others waiting; its error is told and it is tried again.
            log.exception("The night's step %s failed", name)
            failed.append(name)
    return failed
