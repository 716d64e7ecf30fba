"""What can go wrong in funds, in words a person can act on."""

from fidus.lib.refusal import Refusal, SecondPersonRefusal


class FundsError(Refusal):
    """Anything this app refuses to do; no money moved."""


class NotOffered(FundsError):
    """The fund has no terms in force for this currency and day, or is closed to new money."""


class NotInvited(FundsError):
    """A fund by invitation needs an agreed rate; any other takes none."""


class NotWithinTerms(FundsError):
    """The amount or the handling of interest is not what the terms allow."""


class MayNotInvest(FundsError):
    """Compliance has not cleared the client; `reasons` say why."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons) or "Compliance has not cleared this client.")


class IllegalState(FundsError):
    """What was asked cannot be done in the state the thing is in, or somebody else was quicker."""


class ReferenceUsed(FundsError):
    """A bank reference stands for one payment; this one is booked already as something else."""


class PayoutWaits(FundsError):
    """There is nowhere to send the interest; it waits, and `reasons` say for what."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


class SecondPersonNeeded(FundsError, SecondPersonRefusal):
    """Four eyes: this person already had a part in it."""


class BadMapping(FundsError):
    """An account cannot be divided like this."""


class BadDate(FundsError):
    """The date lies in the future, in a closed period, or before what it follows."""
