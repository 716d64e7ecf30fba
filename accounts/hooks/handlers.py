"""Letters about webhooks, written when the trail delivers what happened."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from accounts.trail.api import RecordedEvent


def tell_owner(event: RecordedEvent) -> None:
    """That we switched a webhook off; whoever did it themselves, or may not come in any more, needs no letter."""
    owner = User.objects.filter(pk=event.data["owner"], is_active=True).first()
    if owner is None or not event.data["by_us"]:
        return
    address = f"{settings.SITE_URL.rstrip('/')}{reverse('hooks:hooks')}"
    context = {"event": event, "user": owner, "address": address, "firm": settings.FIRM}
    body = render_to_string("hooks/mail/switched_off.txt", context)
    send_mail(f"{settings.FIRM['name']}: your webhook was switched off", body, None, [owner.email])
