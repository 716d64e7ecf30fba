"""One message on its way: e-mail through Django, everything else by apprise, which never is given an address to call.

Each service is called at its own machine: apprise's class has its address, we give it but what the person's channel
keeps, no option and no template of its. The name is looked up before, and all that it leads to must be public; the
certificate is checked for the name, so that a name that leads elsewhere a moment later leads nowhere; no redirect.
"""

import re
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NoAnswerInTime
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from accounts.hooks.post import NotCalled, addresses_of
from accounts.notices.domain.retries import CALL_SECONDS
from accounts.notices.domain.ways import DISCORD, PUSHOVER, SLACK, TELEGRAM
from accounts.notices.texts import Written

_CONNECT_SECONDS, _READ_SECONDS = 3.0, 8.0
_STATUS = re.compile(r"error=(\d{3})")
# The service says that nobody is there, or that we are not let in: no later try changes that.
_HOPELESS = {400, 401, 403, 404, 410}
_TOO_OFTEN = 429
_PAUSE = timedelta(minutes=1)
# A call cannot be interrupted; one that hangs holds its thread and nobody else.
_calling = ThreadPoolExecutor(16, "notices-call")


@dataclass(frozen=True)
class Answer:
    """What came of a message; `hopeless` where another try would change nothing."""

    ok: bool
    milliseconds: int
    error: str = ""
    hopeless: bool = False
    asked: timedelta = timedelta(0)


def by_mail(to: str, written: Written, *, number: str) -> Answer:
    """Send a letter; every try at the same message has the same Message-ID, by which readers know it again."""
    begun = _outside()
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {"Message-ID": f"<notice-{number}@{host}>", "Auto-Submitted": "auto-generated"}
    text = f"{written.whole}\n\n{settings.FIRM['name']}\n{settings.FIRM['address']}\n"
    letter = EmailMessage(f"{settings.FIRM['name']}: {written.title}", text, None, [to], headers=headers)
    try:
        letter.send()
    except SMTPRecipientsRefused as refused:
        code = next(iter(refused.recipients.values()))[0]
        return Answer(False, _since(begun), f"the mail server refused the address ({code})", hopeless=code >= 500)
    except SMTPSenderRefused as refused:
        return Answer(False, _since(begun), f"the mail server refused our address ({refused.smtp_code})")
    except (SMTPException, OSError) as error:
        return Answer(False, _since(begun), f"the mail server did not take it ({type(error).__name__})")
    return Answer(True, _since(begun))


def by_service(way: str, given: Mapping[str, str], written: Written) -> Answer:
    """Send by one of the services; never raises for what it answers. Must not be called inside a transaction."""
    begun = _outside()
    try:
        return _calling.submit(_call, way, given, written, begun).result(CALL_SECONDS)
    except NoAnswerInTime:
        return Answer(False, _since(begun), f"it took longer than {CALL_SECONDS:.0f} seconds")


def _call(way: str, given: Mapping[str, str], written: Written, begun: float) -> Answer:
    service = _SERVICES[way](given)
    address = urlsplit(str(getattr(service, "webhook_url" if way == SLACK else "notify_url")))
    try:
        addresses_of(address.hostname or "", address.port or 443)
    except NotCalled as refused:
        return Answer(False, _since(begun), str(refused))
    from apprise import Apprise, NotifyFormat

    carrier = Apprise(asset=_asset())
    carrier.add(service)
    result = carrier.notify(title=written.title, body=written.whole, body_format=NotifyFormat.TEXT)
    if result:
        return Answer(True, _since(begun))
    said = " ".join(str(line) for one in result for attempt in one for line in attempt.logs)
    found = _STATUS.findall(said)
    status = int(found[-1]) if found else None
    words = f"it answered {status}" if status else "it was not reached"
    asked = _PAUSE if status == _TOO_OFTEN else timedelta(0)
    return Answer(False, _since(begun), words, hopeless=status in _HOPELESS, asked=asked)


@cache
def _asset() -> Any:
    from apprise import AppriseAsset

    return AppriseAsset(
        app_id=settings.FIRM["name"],
        app_desc="",
        app_url=settings.SITE_URL,
        image_url_mask="",
        image_url_logo="",
        http_redirects=False,
        async_mode=False,
        allow_templates=False,
        service_timeout=CALL_SECONDS,
        # What a try said, of which we keep the status alone.
        result_log_memory_size=4_000,
    )


def _options() -> dict[str, Any]:
    return {"asset": _asset(), "cto": _CONNECT_SECONDS, "rto": _READ_SECONDS}


def _telegram(given: Mapping[str, str]) -> Any:
    from apprise.plugins.telegram import NotifyTelegram

    return NotifyTelegram(bot_token=given["token"], targets=[given["chat"]], detect_owner=False, **_options())


def _slack(given: Mapping[str, str]) -> Any:
    from apprise.plugins.slack import NotifySlack

    a, b, c = given["address"].split("/")[-3:]
    return NotifySlack(token_a=a, token_b=b, token_c=c, include_image=False, include_footer=False, **_options())


def _discord(given: Mapping[str, str]) -> Any:
    from apprise.plugins.discord import NotifyDiscord

    number, token = given["address"].split("/")[-2:]
    return NotifyDiscord(webhook_id=number, webhook_token=token, avatar=False, **_options())


def _pushover(given: Mapping[str, str]) -> Any:
    from apprise.plugins.pushover import NotifyPushover

    return NotifyPushover(user_key=given["user"], token=given["token"], **_options())


# The library is read when the first message goes out: web servers and workers never need it.
_SERVICES: dict[str, Callable[[Mapping[str, str]], Any]] = {
    TELEGRAM: _telegram,
    SLACK: _slack,
    DISCORD: _discord,
    PUSHOVER: _pushover,
}


def _outside() -> float:
    if transaction.get_connection().in_atomic_block:
        raise RuntimeError("nobody is written to inside a transaction")
    return time.monotonic()


def _since(begun: float) -> int:
    return int((time.monotonic() - begun) * 1000)
