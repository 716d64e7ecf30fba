import logging
import re

from django.conf import settings

from fidus.lib.log_lines import OneLine, WithoutSecrets

FORMAT = settings.LOGGING["formatters"]["line"]["format"]


def line_of(message: str, *args: object, **extra: object) -> str:
    record = logging.getLogger("tests").makeRecord(
        "tests", logging.WARNING, "file", 1, message, args, None, extra=extra
    )
    return OneLine(FORMAT).format(record)


def test_a_line_begins_with_its_instant_in_utc():
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z WARNING tests all is well$", line_of("all is well"))


def test_what_somebody_typed_begins_no_other_line():
    line = line_of("form refused at %s", "/x\n2026-11-21T00:00:00.000Z INFO accounts boss signed in\r\x1b[2K\u2028")
    assert len(line.splitlines()) == 1
    assert r"\n2026" in line
    assert r"\x1b" in line


def test_no_line_of_a_traceback_looks_like_a_record():
    try:
        raise ValueError("bad\n2026-11-21T00:00:00.000Z INFO accounts boss signed in")
    except ValueError as error:
        text = OneLine(FORMAT).formatException((type(error), error, error.__traceback__))
    assert all(line.startswith("    ") for line in text.splitlines())


def test_addresses_that_are_secrets_stand_in_no_log():
    assert line_of("Not Found: %s", "/signals/canary0secret0canary0secret").endswith("Not Found: /signals/...")
    record = logging.getLogger("tests").makeRecord(
        "tests",
        logging.INFO,
        "file",
        1,
        '[now] 192.0.2.7 - "POST /signals/canary0secret0canary0secret HTTP/1.1" 202 4.1',
        (),
        None,
    )
    assert WithoutSecrets("%(message)s").format(record) == '[now] 192.0.2.7 - "POST /signals/... HTTP/1.1" 202 4.1'


def test_the_log_is_written_by_it():
    assert any(isinstance(handler.formatter, OneLine) for handler in logging.getLogger().handlers)
