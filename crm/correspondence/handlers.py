"""What the correspondence does upon events."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import ClientMembership
from accounts.trail.api import RecordedEvent
from crm.correspondence.models import Message


def tell_client(event: RecordedEvent) -> None:
    """A letter that a message waits, without its text; not if everybody has read it meanwhile."""
    message = Message.objects.select_related("conversation__client").get(pk=event.data["message"])
    conversation = message.conversation
    if conversation.read_by_client >= message.pk:
        return
    members = ClientMembership.objects.filter(client=conversation.client, user__is_active=True)
    link = settings.SITE_URL + reverse("portal:conversation", args=[conversation.pk])
    context = {"client": conversation.client, "link": link, "firm": settings.FIRM}
    subject = render_to_string("correspondence/mail/message_subject.txt", context).strip()
    text = render_to_string("correspondence/mail/message.txt", context)
    for address in members.values_list("user__email", flat=True):
        EmailMessage(subject, text, None, [address]).send()
