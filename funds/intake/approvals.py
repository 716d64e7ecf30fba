"""Files of movements that wait for a second person."""

from django.urls import reverse

from accounts.models import User
from fidus.lib.approval import Approval
from funds.intake.domain.run_states import WAITING
from funds.intake.models import IntakeRun


def approvals_waiting(reader: User) -> list[Approval]:
    """Runs this reader may approve: not those they brought in."""
    if not reader.has_perm("intake.approve_run"):
        return []
    waiting = IntakeRun.objects.filter(state=WAITING).exclude(uploaded_by=reader).select_related("uploaded_by")
    return [
        Approval(
            what="File of movements",
            about=f"{run.name}, {run.rows} rows",
            url=reverse("admin:intake_intakerun_change", args=[run.pk]),
            asked_by=str(run.uploaded_by),
            since=run.uploaded_at,
        )
        for run in waiting.order_by("pk")
    ]
