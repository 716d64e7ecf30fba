"""Django with django-hordak alone."""

import os

from fidus.lib.env import Env

SECRET_KEY = os.environ["SECRET_KEY"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "mptt", "hordak"]
DATABASES = {"default": {**Env().database("HORDAK_DATABASE_URL"), "CONN_MAX_AGE": None}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
USE_TZ = True
HORDAK_CURRENCIES = CURRENCIES = ["USD"]
HORDAK_INTERNAL_CURRENCY = DEFAULT_CURRENCY = "USD"
HORDAK_MAX_DIGITS = 20
