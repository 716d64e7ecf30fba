"""Messages for the next page, in a cookie under the name that the settings give it."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class NamedCookie(CookieStorage):
    cookie_name = settings.MESSAGE_COOKIE_NAME


class MessageStorage(FallbackStorage):
    """What is too long for the cookie goes into the session, as Django does it."""

    storage_classes = (NamedCookie, SessionStorage)
