"""The WSGI application that granian serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from fidus.lib.lasting import end_standstill_after, keep_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fidus.settings")
application = get_wsgi_application()
end_standstill_after(settings.WEB_STANDSTILL_SECONDS)
# All pages are loaded now, and not while the first visitor waits.
get_resolver().url_patterns  # noqa: B018 - reading it loads them
keep_what_is_loaded()
