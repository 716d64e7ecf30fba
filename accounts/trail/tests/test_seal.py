import re
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Flag
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.trail.api import record
from accounts.trail.models import Seal, StoredEvent
from accounts.trail.services.seal import seal
from accounts.trail.services.verify import verify
from accounts.trail.tests.happenings import rang


def record_committed(count: int = 1, subject: str = "bell:1") -> list[int]:
    with transaction.atomic():
        return [record(rang(subject=subject), by=None) for _ in range(count)]


def intrude(*statements: str) -> None:
    """What somebody with the owner's rights could do by SQL."""
    with connection.cursor() as cursor:
        cursor.execute("set role postgres")
        cursor.execute("alter table trail_event disable trigger user")
        cursor.execute("alter table trail_seal disable trigger user")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("alter table trail_event enable trigger user")
        cursor.execute("alter table trail_seal enable trigger user")
        cursor.execute("reset role")


@pytest.fixture
def sealed(committed_db):
    record_committed(5)
    assert seal() == 5


def test_a_sealed_trail_verifies(sealed, capsys):
    call_command("trail", "verify")
    assert "5 events sealed, 0 not yet; head 5:" in capsys.readouterr().out


THIRD = "(select event from trail_seal where number = 3)"
TAMPERINGS = {
    f"update trail_event set subject = 'bell:2' where id = {THIRD}": r"seal 3: event \d+ or its seal was changed",
    f"update trail_event set data = '{{}}' where id = {THIRD}": r"seal 3: event \d+ or its seal was changed",
    f"update trail_event set actor_label = 'Eve' where id = {THIRD}": r"seal 3: event \d+ or its seal was changed",
    f"update trail_event set recorded_at = recorded_at + '1 us' where id = {THIRD}": r"seal 3: event \d+ or its seal",
    f"delete from trail_event where id = {THIRD}": r"seal 3: event \d+ is missing",
    "delete from trail_seal where number = 3": r"after seal 2 comes seal 4",
    "update trail_seal set hash = sha256('x') where number = 3": r"seal 3: event \d+ or its seal was changed",
}


def test_tampering_shows_and_says_where(sealed, capsys):
    tables = ("trail_event", "trail_seal")
    intrude(*(f"create table {table}_before as table {table}" for table in tables))
    for tampering, finding in TAMPERINGS.items():
        intrude(tampering)
        with pytest.raises(CommandError) as refused:
            call_command("trail", "verify")
        assert refused.value.returncode == 1
        assert re.search(finding, capsys.readouterr().out), tampering
        for table in tables:
            intrude(f"delete from {table}", f"insert into {table} table {table}_before")
        assert verify().breaks == []


def test_a_chain_cut_off_at_its_end_shows_against_an_anchor_kept_elsewhere(sealed):
    anchor = verify().head
    assert verify(anchor).breaks == []
    last = StoredEvent.objects.latest("id").pk
    intrude("delete from trail_seal where number = 5", f"delete from trail_event where id = {last}")
    assert verify().breaks == []
    assert "its end was removed" in verify(anchor).breaks[0]
    record_committed()
    seal()
    assert "written anew" in verify(anchor).breaks[0]


def test_the_head_of_the_chain_goes_into_the_log_which_is_kept_elsewhere(committed_db, caplog):
    record_committed(3)
    with caplog.at_level("INFO"):
        assert seal() == 3
    newest = Seal.objects.order_by("-number")[0]
    assert f"trail sealed up to {newest.number}, head {bytes(newest.hash).hex()}" in caplog.text


def test_an_event_of_a_slow_transaction_is_not_passed_over(committed_db):
    """Ids are given out at the insert, not at the commit: the lower id may become visible last."""
    began, may_commit = Flag(), Flag()

    def slow() -> None:
        with transaction.atomic():
            record(rang(subject="slow"), by=None)
            began.set()
            assert may_commit.wait(60)
        connection.close()

    thread = Thread(target=slow)
    thread.start()
    assert began.wait(60)
    record_committed(subject="quick")
    assert seal() == 0  # the quick one has to wait for what began before it
    may_commit.set()
    thread.join()
    assert seal() == 2
    assert Seal.objects.count() == StoredEvent.objects.count() == 2
    assert verify().breaks == []


def test_beside_many_writers_the_sealer_leaves_no_holes(committed_db):
    done = Flag()

    def write(place: int) -> None:
        for turn in range(10):
            with transaction.atomic():
                for _ in range(1 + (place + turn) % 3):
                    record(rang(subject=f"bell:{place}"), by=None)
                if turn % 4 == 3:
                    transaction.set_rollback(True)
        connection.close()

    def keep_sealing() -> None:
        while not done.is_set():
            seal(limit=7)
        connection.close()

    sealers = [Thread(target=keep_sealing) for _ in range(2)]
    for sealer in sealers:
        sealer.start()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(16)))
    done.set()
    for sealer in sealers:
        sealer.join()
    while seal():
        pass
    findings = verify()
    assert findings.breaks == []
    assert (findings.sealed, findings.waiting) == (StoredEvent.objects.count(), 0)


def test_what_a_restored_dump_brought_is_sealed_first_whatever_its_transaction_numbers(committed_db):
    record_committed()
    intrude(
        "insert into trail_event (id, kind, subject, actor_label, data, recorded_at, cluster, xid)"
        " values (900, 'BellRang', 'bell:9', 'system', '{}', now(), 1, 900000000000)"
    )
    assert seal() == 2
    assert Seal.objects.get(number=1).event == 900
    record_committed()
    assert seal() == 1
    assert verify().breaks == []
