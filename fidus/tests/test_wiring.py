from datetime import timedelta

from celery import current_app
from django.utils.module_loading import import_string

from accounts.trail.domain.delivery_states import LEASE
from fidus.timetable import BEAT_SCHEDULE
from fidus.wiring import EVENT_HANDLERS


def test_every_handler_named_in_the_wiring_exists():
    for names in EVENT_HANDLERS.values():
        for name in names:
            assert callable(import_string(name))


def test_every_task_in_the_schedule_exists():
    current_app.loader.import_default_modules()
    assert {entry["task"] for entry in BEAT_SCHEDULE.values()} <= set(current_app.tasks)


def test_what_a_killed_worker_left_is_taken_up_within_15_seconds():
    sweep = BEAT_SCHEDULE["deliver events that nobody woke up for"]["schedule"]
    assert LEASE + timedelta(seconds=sweep) < timedelta(seconds=15)


def test_every_task_is_asked_to_end_before_it_is_made_to():
    """A task that names only its hard limit takes the soft one of the settings, and beat then refuses to send it."""
    current_app.loader.import_default_modules()
    for name, task in current_app.tasks.items():
        hard = task.time_limit or current_app.conf.task_time_limit
        soft = task.soft_time_limit or current_app.conf.task_soft_time_limit
        assert soft <= hard, name
