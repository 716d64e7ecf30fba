from django.db.models import F, Max
from django.db.models.functions import Greatest

from crm.correspondence.models import Conversation, Message


def mark_read(*, conversation: Conversation, by_office: bool) -> None:
    """One side has seen everything that stands in it now; what comes while they read is new again."""
    newest = Message.objects.filter(conversation=conversation).aggregate(newest=Max("pk"))["newest"] or 0
    side = "read_by_office" if by_office else "read_by_client"
    Conversation.objects.filter(pk=conversation.pk).update(**{side: Greatest(F(side), newest)})
