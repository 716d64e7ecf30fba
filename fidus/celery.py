"""Celery: tasks are found in each app's tasks.py; the schedule stands in fidus/wiring.py."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fidus.settings")
app = Celery("fidus")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
