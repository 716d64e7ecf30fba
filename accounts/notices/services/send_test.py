"""Send a test by a channel."""

from django.db import transaction

from accounts.models import User
from accounts.notices.domain.channel_states import CONFIRMED
from accounts.notices.domain.kinds import TEST
from accounts.notices.domain.notice_states import WAITING
from accounts.notices.errors import WrongState
from accounts.notices.models import Channel, Notice
from fidus.lib import clock

# So many may wait: whoever presses the button again and again gets no more of them.
MOST_WAITING = 2


@transaction.atomic
def send_test(channel: Channel, *, by: User) -> Notice:
    """The notice, which is due now; raises WrongState."""
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    if channel.state != CONFIRMED:
        raise WrongState("Only a channel in use can be tried.")
    if channel.notices.filter(state=WAITING, kind=TEST).count() >= MOST_WAITING:
        raise WrongState("A test waits already; see what becomes of it first.")
    return Notice.objects.create(channel=channel, kind=TEST, happened_at=clock.now(), urgent=True)
