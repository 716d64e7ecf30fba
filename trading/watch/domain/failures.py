"""What a failure means and what a person does about it, in the words of docs/watch.md."""

from __future__ import annotations

from dataclasses import dataclass

from trading.watch.domain.pace import Failure

# Not a visit's failure: its figures are kept, and something of its history could not be booked.
HISTORY = "history"
# Nor this: the broker tells something of the account that is not as it is written here.
REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Meaning:
    word: str
    means: str
    to_do: str


MEANINGS: dict[str, Meaning] = {
    Failure.NOT_SENT: Meaning(
        "No answer", "The gateway or bridge did not answer.", "Nothing; look at the gateway if it stays."
    ),
    Failure.THROTTLED: Meaning(
        "Too many calls", "The broker wants fewer calls; it is left alone for as long as it says.",
        "Lower how many accounts the gateway visits at a time, if it stays.",
    ),
    Failure.WRONG_ACCOUNT: Meaning(
        "Another account answered", "Another account than ours answered; nothing of it is believed.",
        "Leave the bridge terminals of its own: somebody else logs in at this one.",
    ),
    Failure.REFUSED: Meaning(
        "Refused", "The broker answered, and would not tell.", "Read its words; test the connection."
    ),
    Failure.LOGIN_REFUSED: Meaning(
        "Login refused", "The broker says no to the password or token. It is tried once a day: brokers lock logins "
        "that knock.", "Replace the secrets of its connection, or look now for one try.",
    ),
    Failure.NOT_CONNECTED: Meaning(
        "Not connected", "A secret or the day's login is missing.", "See its connection."
    ),
    Failure.NOT_KEPT: Meaning(
        "Not kept", "What the broker told cannot be kept: a fault of ours.", "Tell the developers; the log has it."
    ),
    Failure.UNEXPECTED: Meaning(
        "Unexpected", "The visit failed in a way nobody thought of: a fault of ours.",
        "Tell the developers; the log has it.",
    ),
    REMARK: Meaning(
        "Not as written here", "It answers, and its broker keeps it another way than is written here.",
        "Correct the account, or find out whose it is.",
    ),
    HISTORY: Meaning(
        "History not booked", "Its figures are kept; a trade or cash operation cannot be booked.",
        "Tell the developers; its page says which.",
    ),
}  # fmt: skip


def meaning_of(kind: str) -> Meaning | None:
    """None where nothing is wrong, or of a kind that an older release wrote."""
    return MEANINGS.get(kind)
