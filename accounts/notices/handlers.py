"""Telling the owner of a channel that it was paused: by another one, else by letter."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from accounts.notices.domain.kinds import PAUSED
from accounts.notices.models import Notice
from accounts.notices.selectors import usable_channels
from accounts.trail.api import RecordedEvent


def tell_owner(event: RecordedEvent) -> None:
    """That we paused a channel; whoever did it themselves, or may not come in any more, is not told."""
    owner = User.objects.filter(pk=event.data["owner"], is_active=True).first()
    if owner is None or not event.data["by_us"]:
        return
    if (other := usable_channels(owner).first()) is not None:
        told = {"about": event.subject, "happened_at": event.recorded_at, "urgent": True}
        Notice.objects.get_or_create(channel=other, kind=PAUSED, event=event.id, defaults=told)
        return
    address = f"{settings.SITE_URL.rstrip('/')}{reverse('notices:notices')}"
    context = {"event": event, "user": owner, "address": address, "firm": settings.FIRM}
    body = render_to_string("notices/mail/paused.txt", context)
    send_mail(f"{settings.FIRM['name']}: a channel of your notices was paused", body, None, [owner.email])
