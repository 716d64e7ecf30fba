"""What the pipeline refuses; each message tells a person what to do next."""

from fidus.lib.refusal import Refusal


class CrmError(Refusal):
    """Something the pipeline does not allow."""


class NotNow(CrmError):
    """The prospect is in another state than the action needs."""


class ReasonMissing(CrmError):
    """A prospect is lost for a reason."""


class DetailsMissing(CrmError):
    """Something a client cannot be opened without."""
