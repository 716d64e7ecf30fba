"""By what people are told: for each way what it asks for, and to which machine it always goes.

Nobody names a machine: services have one address each, that of e-mail is the person's own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

EMAIL, TELEGRAM, SLACK, DISCORD, PUSHOVER = "email", "telegram", "slack", "discord", "pushover"


@dataclass(frozen=True)
class Ask:
    """One thing that a way asks for; `pattern` is all it may be, `secret` what is never shown again."""

    name: str
    label: str
    pattern: str
    explain: str
    secret: bool = True


@dataclass(frozen=True)
class Way:
    """`longest` letters in one message, its title among them."""

    title: str
    explain: str
    asks: tuple[Ask, ...] = ()
    longest: int = 4_000


_BOT = r"[0-9]{6,20}:[A-Za-z0-9_-]{20,60}"
_SLACK = r"https://hooks\.slack\.com/services/[A-Z0-9]{8,16}/[A-Z0-9]{8,16}/[A-Za-z0-9]{16,40}"
_DISCORD = r"https://discord(?:app)?\.com/api/webhooks/[0-9]{15,22}/[A-Za-z0-9_-]{24,100}"
_THIRTY = r"[A-Za-z0-9]{30}"

WAYS: dict[str, Way] = {
    EMAIL: Way("E-mail", "To the address that you sign in with.", longest=100_000),
    TELEGRAM: Way(
        "Telegram",
        "Make a bot with @BotFather, write to it once, and give its token and the number of your chat.",
        (
            Ask("token", "Token of the bot", _BOT, "As BotFather told it, like 110201543:AAHdq…"),
            Ask("chat", "Number of the chat", r"-?[0-9]{3,20}", "Digits; that of a group begins with a minus.", False),
        ),
        longest=3_500,
    ),
    SLACK: Way(
        "Slack",
        "Add an incoming webhook to your workspace and give its address.",
        (Ask("address", "Address of the webhook", _SLACK, "Like https://hooks.slack.com/services/T…/B…/…"),),
        longest=3_000,
    ),
    DISCORD: Way(
        "Discord",
        "Make a webhook in the settings of a channel and give its address.",
        (Ask("address", "Address of the webhook", _DISCORD, "Like https://discord.com/api/webhooks/…/…"),),
        longest=1_900,
    ),
    PUSHOVER: Way(
        "Pushover",
        "Give the key of your user and the token of an application of yours.",
        (
            Ask("user", "Key of the user", _THIRTY, "30 letters and digits, on Pushover's first page.", False),
            Ask("token", "Token of the application", _THIRTY, "30 letters and digits."),
        ),
        longest=1_000,
    ),
}


def faults(way: str, given: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with what was given, by the names of what is asked; empty where nothing is."""
    found = {ask.name: f"That is none. {ask.explain}" for ask in WAYS[way].asks if not _fits(ask, given.get(ask.name))}
    strange = given.keys() - {ask.name for ask in WAYS[way].asks}
    return found | dict.fromkeys(strange, "This is not asked for.")


def hint(way: str, given: Mapping[str, str]) -> str:
    """What may be shown of it, so that its owner tells it from another: `chat 12345, token …Xy`."""
    words = []
    for ask in WAYS[way].asks:
        told = given[ask.name]
        words.append(f"{ask.name} …{told[-3:]}" if ask.secret else f"{ask.name} {told[:2]}…{told[-3:]}")
    return ", ".join(words)


def _fits(ask: Ask, told: object) -> bool:
    return isinstance(told, str) and re.fullmatch(ask.pattern, told, re.ASCII) is not None
