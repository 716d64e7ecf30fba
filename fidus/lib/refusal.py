"""What a service says no with: each app's tree of errors grows from here, so that every door answers all of them."""

import logging

log = logging.getLogger(__name__)


class Refusal(Exception):
    """Nothing was done, and the message tells a person why."""


class SecondPersonRefusal(Refusal):
    """Who does this must be somebody else than who began it."""

    def __init__(self, *words: object) -> None:
        """Whoever tries to be both leaves a line in the log, by whatever door they came."""
        super().__init__(*words)
        log.warning("a second person is needed: %s (%s)", self, type(self).__name__)
