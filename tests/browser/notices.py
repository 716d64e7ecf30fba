"""Notices for the browser: channels in every state, a rule, a watched figure, and what was told."""

from datetime import time, timedelta
from decimal import Decimal

from django.db import transaction

from accounts.hooks.sealing import opened
from accounts.models import User
from accounts.notices.models import Channel, FigureAlert, Notice, NoticeRule
from accounts.notices.services.confirm_channel import confirm_channel
from accounts.notices.services.make_figure_alert import make_figure_alert
from accounts.notices.services.move_channel import move_channel
from accounts.notices.services.propose_channel import propose_channel
from accounts.notices.services.set_habits import set_habits
from accounts.notices.services.set_rule import set_rule
from fidus.lib import clock

_BOT = {"token": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "chat": "123456789"}
_SAID = (
    ("sent", "Interest paid: INV-0147", "3 Nov 2026, 09:14 (GMT)", ""),
    ("dead", "", "", "it answered 500"),
    ("dropped", "", "", "Not sent: it is not its owner's to see."),
    ("waiting", "", "", ""),
)


@transaction.atomic
def notices_at_work(ada: User, admin: User, investment: str) -> dict[str, object]:
    """Facts for paths: a client's channels, her rule, and a notice that was not sent."""
    mail = propose_channel(way="email", label="Letters", given={}, by=ada)
    phone = propose_channel(way="telegram", label="The telephone of the family office", given=_BOT, by=ada)
    confirm_channel(phone, code=opened(Channel.objects.get(pk=phone.pk).code), by=ada)
    failing = {"failing_since": clock.now() - timedelta(hours=2), "failures": 5}
    Channel.objects.filter(pk=phone.pk).update(**failing)
    move_channel(phone, "pause", why="it failed 5 times on end, the last time because it answered 500", by=None)
    waits = propose_channel(way="pushover", label="Watch", given={"user": "u" * 30, "token": "t" * 30}, by=ada)
    rule = set_rule(channel=mail, kinds=["InterestPaid", "StatementIssued", "RedemptionPaid"], pace="daily", by=ada)
    set_habits(zone="Europe/London", quiet_from=time(22), quiet_until=time(7), urgent_passes=True, daily_at=8, by=ada)
    letter = [_notice(mail, rule, place, investment) for place in range(len(_SAID))][1]
    desk = propose_channel(way="email", label="Desk", given={}, by=admin)
    set_rule(channel=desk, kinds=["AlertOpened", "BreakOpened"], pace="at_once", by=admin)
    watched = make_figure_alert(
        figure="approvals", of="", below=False, threshold=Decimal(1), clears_at=Decimal(0), channel=desk, by=admin
    )
    FigureAlert.objects.filter(pk=watched.pk).update(
        state="raised", value=Decimal(3), seen_at=clock.now(), raised_at=clock.now()
    )
    return {"channel": mail.pk, "failing": phone.pk, "proposed": waits.pk, "notice_rule": rule.pk, "told": letter}


def _notice(channel: Channel, rule: NoticeRule, place: int, investment: str) -> int:
    state, title, text, error = _SAID[place]
    return Notice.objects.create(
        channel=channel, rule=rule, kind="InterestPaid", event=900 + place, about=investment, state=state, title=title,
        text=text, error=error, happened_at=clock.now() - timedelta(hours=place), attempts=1,
        due_at=clock.now() + timedelta(hours=5), url=f"/portal/investments/{investment}/" if title else "",
    ).pk  # fmt: skip
