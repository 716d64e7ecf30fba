"""Celery: tasks are found in each app's tasks.py; the schedule stands in fidus/timetable.py."""

import os
from typing import Any

from celery import Celery, signals
from django.conf import settings

from fidus.lib.lasting import end_standstill_after
from fidus.timetable import BEAT_SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fidus.settings")
app = Celery("fidus")
# Web server threads ask for "the current app", which is kept per thread; without this they get one without a broker.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = BEAT_SCHEDULE
app.autodiscover_tasks()


@signals.worker_init.connect
def _before_the_pool(**kwargs: Any) -> None:
    """The processes of the pool are its children, and connect as it would."""
    end_standstill_after(settings.WORKER_STANDSTILL_SECONDS)
