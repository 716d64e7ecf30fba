"""Celery: tasks are found in each app's tasks.py; the schedule stands in fidus/timetable.py."""

import os

from celery import Celery

from fidus.timetable import BEAT_SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fidus.settings")
app = Celery("fidus")
# Web server threads ask for "the current app", which is kept per thread; without this they get one without a broker.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = BEAT_SCHEDULE
app.autodiscover_tasks()
