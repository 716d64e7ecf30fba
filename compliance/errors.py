"""What compliance refuses; each message tells a person what to do next."""

from fidus.lib.refusal import Refusal, SecondPersonRefusal


class ComplianceError(Refusal):
    """Something the rules of KYC do not allow."""


class NotNow(ComplianceError):
    """The case or the line is in another state than the action needs."""


class NotComplete(ComplianceError):
    """Something on the checklist is missing."""


class SecondPersonNeeded(ComplianceError, SecondPersonRefusal):
    """Four eyes: this person already had a part in it."""


class ReasonMissing(ComplianceError):
    """A refusal without a reason."""


class DocumentRefused(ComplianceError):
    """The file is of a kind, size or content that is not taken."""


class DocumentDamaged(ComplianceError):
    """A stored file is missing or its content is not what was stored."""
