from collections.abc import Iterator

import pytest
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.pushover import NotifyPushover
from apprise.plugins.slack import NotifySlack
from apprise.plugins.telegram import NotifyTelegram

from accounts.notices.tests.servers import MailServer, Service, a_mail_server, a_service


@pytest.fixture
def service(settings, monkeypatch) -> Iterator[Service]:
    """Where every service's machine is, as the library has it."""
    settings.HOOKS_TO_LOOPBACK = True
    with a_service() as found:
        monkeypatch.setattr(NotifyTelegram, "notify_url", f"{found.address}/bot")
        monkeypatch.setattr(NotifySlack, "webhook_url", f"{found.address}/slack")
        monkeypatch.setattr(NotifyDiscord, "notify_url", f"{found.address}/discord")
        monkeypatch.setattr(NotifyPushover, "notify_url", f"{found.address}/pushover")
        yield found


@pytest.fixture
def mail(settings) -> Iterator[MailServer]:
    with a_mail_server() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        yield found
