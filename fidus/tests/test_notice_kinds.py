"""What the wiring says of notices is true of the events, of roles and of pages."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Permission

from accounts.notices import registry
from accounts.notices.domain.kinds import CODE, FIGURE, PAUSED, TEST
from fidus.notice_kinds import BESIDES, NOTICE_KINDS, URGENT
from fidus.tests.test_hook_events import kinds_there_are
from fidus.wiring import FIGURES


def test_every_kind_is_an_event_and_every_urgent_one_a_kind():
    assert set(NOTICE_KINDS) <= kinds_there_are()
    assert set(URGENT) <= set(NOTICE_KINDS)
    assert registry.kinds() == NOTICE_KINDS


def test_every_kind_says_who_may_hear_of_it(db):
    held = {f"{one.content_type.app_label}.{one.codename}" for one in Permission.objects.select_related("content_type")}
    for name, kind in BESIDES.items():
        assert kind.own != bool(kind.permission), name
        assert not kind.permission or kind.permission in held, name
        assert kind.own or not kind.clients, name


def test_every_text_is_of_a_kind_that_there_is():
    texts = {path.stem for path in (Path(settings.BASE_DIR) / "templates/notices/texts").glob("*.txt")}
    assert texts - {"any"} <= set(NOTICE_KINDS) | {CODE, TEST, PAUSED, FIGURE}


def test_every_figure_is_there():
    for key in FIGURES:
        figure = registry.figure(key)
        assert figure.title
        assert isinstance(figure.below, bool)
