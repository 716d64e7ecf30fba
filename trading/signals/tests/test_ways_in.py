"""The API, the command, the folder: what each takes, whose it takes, and what it leaves."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.gateway.services.make_key import make_key
from accounts.gateway.tests.callers import Caller
from accounts.tests.people import staff
from fidus.lib import clock
from trading.signals.models import RawSignal, Signal
from trading.signals.services.take_dropped_files import folder_of, take_dropped_files
from trading.signals.tests.scenes import a_developer, a_door, a_strategy

BUY = "BUY EURUSD SL 1.07 TP 1.10"
SAMPLES = Path(__file__).parent.parent / "samples"
pytestmark = pytest.mark.usefixtures("db")


def sent(caller, strategy, message=BUY, **more):
    return caller.post("signals", {"strategy": strategy.code, "message": message}, **more)


def test_a_developer_sends_over_the_api_and_sees_their_own():
    dev = a_developer()
    strategy = a_strategy(dev)
    a_door(strategy, "rest")
    caller = Caller(dev, scope="signals:write signals:read")
    answer = sent(caller, strategy, key="one")
    assert (answer.status_code, answer.json()["outcome"], answer.json()["body"]) == (201, "taken", BUY)
    assert sent(caller, strategy, key="one").json() == answer.json()
    assert sent(caller, strategy).json()["outcome"] == "duplicate"
    assert (Signal.objects.count(), RawSignal.objects.count()) == (1, 2)
    (row,) = caller.get("signals").json()["data"]
    assert (row["signal_id"], row["legs"][0]["symbol"]) == (answer.json()["signal_id"], "EURUSD")


def test_what_is_refused_over_the_api_is_kept():
    dev = a_developer()
    strategy = a_strategy(dev)
    a_door(strategy, "rest")
    answer = sent(Caller(dev, scope="signals:write"), strategy, "hello there")
    assert (answer.status_code, answer.json()["outcome"]) == (201, "refused")
    assert RawSignal.objects.get().reason == answer.json()["reason"]


def test_a_key_with_the_scope_is_enough_and_one_without_is_not():
    dev = a_developer()
    strategy = a_strategy(dev)
    a_door(strategy, "rest")
    for scope, status in (("signals:write", 201), ("signals:read", 403), ("trading:write", 403)):
        made = make_key(label="t", scopes=[scope], expires_at=clock.now() + timedelta(days=300), by=dev)
        caller = Caller(None)
        caller.headers["Authorization"] = f"Api-Key {made.text}"
        assert sent(caller, strategy).status_code == status


def test_nobody_sends_for_a_strategy_of_somebody_else():
    strategy = a_strategy()
    a_door(strategy, "rest")
    assert sent(Caller(a_developer(), scope="signals:write"), strategy).status_code == 409
    assert sent(Caller(staff("trader", "tess@example.test"), scope="signals:write"), strategy).status_code == 403
    dev = a_developer()
    assert sent(Caller(dev, scope="signals:write"), a_strategy(dev)).status_code == 409
    assert not RawSignal.objects.exists()


@pytest.mark.parametrize("address", ["strategies", "signal-doors", "signals", "signal-messages"])
def test_developers_see_their_own_alone_and_the_office_all(address):
    one, other = a_developer(), a_developer()
    strategies = [a_strategy(one), a_strategy(other)]
    for strategy in strategies:
        a_door(strategy, "rest")
        sent(Caller(strategy.developer, scope="signals:write"), strategy)
    key = "code" if address == "strategies" else "id"
    seen = {dev: Caller(dev).get(address).json()["data"] for dev in (one, other)}
    assert [len(rows) for rows in seen.values()] == [1, 1]
    assert seen[one] != seen[other]
    assert Caller(one).get(f"{address}/{seen[other][0][key]}").status_code == 404
    for role in ("trader", "back_office", "compliance_officer", "viewer", "administrator"):
        assert len(Caller(staff(role, f"{role}@example.test")).get(address).json()["data"]) == 2


def test_every_sample_is_taken_by_the_command(capsys):
    strategy = a_strategy()
    a_door(strategy, "command")
    files = sorted(str(file) for file in SAMPLES.iterdir())
    call_command("send_signal", *files, strategy=strategy.code.lower())
    assert capsys.readouterr().out.count(": taken ") == len(files) == 8
    call_command("send_signal", *files, strategy=strategy.code)
    assert capsys.readouterr().out.count(": duplicate ") == 8
    assert {leg.asset for signal in Signal.objects.all() for leg in signal.legs.all()} == {
        "forex", "stock", "future", "option", "crypto"
    }  # fmt: skip


def test_the_command_names_what_is_refused_and_why(tmp_path, capsys):
    strategy = a_strategy()
    (tmp_path / "bad.txt").write_text("hello there")
    with pytest.raises(CommandError, match="no such strategy with an open door"):
        call_command("send_signal", str(tmp_path / "bad.txt"), strategy=strategy.code)
    a_door(strategy, "command")
    with pytest.raises(CommandError, match="2 of 2"):
        call_command("send_signal", str(tmp_path / "bad.txt"), str(tmp_path / "none.txt"), strategy=strategy.code)
    heard = capsys.readouterr().err
    assert "bad.txt: refused: One word is the symbol" in heard
    assert "none.txt: No such file" in heard


@pytest.fixture
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    strategy = a_strategy()
    a_door(strategy, "file")
    assert take_dropped_files() == 0
    return folder_of(strategy.code)


def names(place: Path) -> list[str]:
    return sorted(file.name.partition("-")[2] for file in place.iterdir())


def test_dropped_files_are_taken_once_and_poison_is_put_aside_with_its_reason(folder):
    (folder / "in" / "a.txt").write_text(BUY)
    (folder / "in" / "b.txt").write_bytes(b"\xff\xff")
    (folder / "in" / "c.json.part").write_text("{")
    (folder / "in" / ".hidden").write_text(BUY)
    assert [take_dropped_files(), take_dropped_files()] == [2, 0]
    assert (names(folder / "taken"), names(folder / "refused")) == (["a.txt"], ["b.txt", "b.txt.reason.txt"])
    reason = next(file for file in (folder / "refused").iterdir() if file.name.endswith(".reason.txt"))
    assert "not UTF-8" in reason.read_text()
    assert {file.name for file in (folder / "in").iterdir()} == {"c.json.part", ".hidden"}


def test_a_file_that_a_run_died_over_is_taken_once(folder):
    (folder / "in" / "a.txt").write_text(BUY)
    take_dropped_files()
    (taken,) = (folder / "taken").iterdir()
    # As it lay when the run died between the commit and the rename.
    taken.rename(folder / "taking" / taken.name)
    assert take_dropped_files() == 1
    assert (Signal.objects.count(), RawSignal.objects.count()) == (1, 1)


def test_a_file_with_a_name_that_is_no_text_stands_in_nobodys_way(folder):
    (folder / "in" / os.fsdecode(b"\xff.txt")).write_text(BUY)
    (folder / "in" / "b.txt").write_text("SELL GBPUSD")
    assert take_dropped_files() == 2
    assert Signal.objects.count() == 2


def test_links_folders_and_pipes_are_not_followed(folder, tmp_path):
    (tmp_path / "secret").write_text(BUY)
    (folder / "in" / "link").symlink_to(tmp_path / "secret")
    (folder / "in" / "folder").mkdir()
    os.mkfifo(folder / "in" / "pipe")
    assert take_dropped_files() == 3
    assert not RawSignal.objects.exists()
    assert [name for name in names(folder / "refused") if "reason" not in name] == ["folder", "link", "pipe"]
