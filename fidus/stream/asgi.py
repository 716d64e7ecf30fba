"""The stream's ASGI application: granian --interface asgi fidus.stream.asgi:application."""

import os
import resource
from urllib.parse import urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fidus.settings")
django.setup()

from django.conf import settings  # noqa: E402 - these want the settings

from fidus.lib.lasting import end_standstill_after  # noqa: E402
from fidus.stream.application import Stream  # noqa: E402
from fidus.stream.hub import Hub  # noqa: E402
from fidus.wiring import LIVE_CHANNELS  # noqa: E402

# Every reader is an open file; most systems begin with a thousand and allow more.
_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (_hard, _hard))

end_standstill_after(settings.WEB_STANDSTILL_SECONDS)
_site = urlsplit(settings.SITE_URL)
application = Stream(
    Hub(settings.REDIS_URL, LIVE_CHANNELS),
    origin=f"{_site.scheme}://{_site.netloc}",
    cookie=settings.SESSION_COOKIE_NAME,
    hosts=settings.ALLOWED_HOSTS,
)
