"""What a kind of event is to those who are told of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from accounts.hooks.domain.kinds import heading_of

# What is told by no rule: a channel's code, a test, a channel of theirs that fails, a figure that they have watched.
CODE, TEST, PAUSED, FIGURE = "ChannelCode", "TestSent", "ChannelPaused", "FigureAlertRaised"


@dataclass(frozen=True)
class Kind:
    """Who may hear of it: by the record of the API it is about, by a permission, or the person it happened to."""

    group: str
    resource: str = ""  # the API's address of what it is about: whoever may look there may hear of it
    permission: str = ""  # for what is no record of the API
    own: bool = False  # of the person themselves alone, whose subject is "user:7"
    clients: bool = False
    urgent: bool = False


def of_records(
    events: Mapping[str, Collection[str]], *, of_clients: Collection[str], urgent: Collection[str]
) -> dict[str, Kind]:
    """The kinds that webhooks may tell of, as notices: `events` is resource -> kinds."""
    return {
        kind: Kind(heading_of(address), address, clients=kind in of_clients, urgent=kind in urgent)
        for address, kinds in events.items()
        for kind in kinds
    }
