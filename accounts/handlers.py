"""What accounts does upon events."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from accounts.domain.invitation_states import OPEN
from accounts.domain.roles import ROLES
from accounts.models import Invitation
from accounts.services.invite_user import link_to
from accounts.trail.api import RecordedEvent


def send_invitation(event: RecordedEvent) -> None:
    """Write to the invited person; a second delivery sends the same letter again, unless they have come meanwhile."""
    invitation = Invitation.objects.select_related("client", "invited_by").get(pk=event.data["invitation"])
    if invitation.state != OPEN:
        return
    context = {"invitation": invitation, "link": link_to(invitation), "firm": settings.FIRM}
    context["role"] = ROLES[invitation.role].name
    subject = render_to_string("accounts/mail/invitation_subject.txt", context).strip()
    send_mail(subject, render_to_string("accounts/mail/invitation.txt", context), None, [invitation.email])
