"""What of compliance waits for a second person."""

from django.urls import reverse

from accounts.models import User
from compliance.domain.case_states import CaseState
from compliance.models import KycCase
from fidus.lib.approval import Approval


def approvals_waiting(reader: User) -> list[Approval]:
    """Cases this reader may clear, the oldest first: not their own work."""
    if not reader.has_perm("compliance.clear_case"):
        return []
    submitted = KycCase.objects.filter(state=CaseState.SUBMITTED.value).exclude(submitted_by=reader)
    submitted = submitted.exclude(sole_checker=reader).select_related("client", "submitted_by")
    return [
        Approval(
            what="Clear a KYC case",
            about=case.client.name,
            url=reverse("admin:compliance_kyccase_change", args=[case.pk]),
            asked_by=str(case.submitted_by),
            since=case.submitted_at,
        )
        for case in submitted.order_by("submitted_at")
    ]
