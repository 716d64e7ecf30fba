"""Accounts from a file: tried first, all or none, and no cell of it kept or repeated."""

import io

import pytest

from fidus.lib.spreadsheet import as_csv
from trading.connections.domain.account_file import COLUMNS, UnreadableFile, read_file
from trading.connections.models import Connection
from trading.connections.services.connect_from_file import connect_from_file, further_columns
from trading.connections.tests import scenes
from trading.connections.tests.people import person
from trading.connections.tests.scenes import CANARY, PASSWORD
from trading.connections.tests.test_pages import CONNECTS, at
from trading.models import BrokerAccount

pytestmark = pytest.mark.usefixtures("db")
HEAD = ["broker", "server", "login", "platform", "currency", "gateway", "password", "may_trade"]


def file_of(*rows, head=HEAD):
    return as_csv(head, rows)


def row(login, gateway="Bridge London", password=PASSWORD, may_trade="", **changed):
    cells = {"broker": "Invented", "server": "Invented-Live", "login": login, "platform": "mt5", "currency": "USD",
             "gateway": gateway, "password": password, "may_trade": may_trade, **changed}  # fmt: skip
    return [cells[name] for name in HEAD]


def taken(content, *, try_only=False, may_allow_trading=False):
    return connect_from_file(
        content=content, try_only=try_only, may_allow_trading=may_allow_trading, by=person("olga", *CONNECTS)
    )


def test_a_trial_leaves_nothing_and_the_same_file_then_connects_all():
    gateway = scenes.bridge(name="Bridge London")
    known = scenes.account(login="101")
    content = file_of(row("101"), row("102"), row("103", password="other"))
    tried = taken(content, try_only=True)
    assert (tried.lines, tried.connected, tried.opened, tried.faults) == (3, 3, 2, [])
    assert (Connection.objects.count(), BrokerAccount.objects.count()) == (0, 1)
    done = connect_from_file(content=content, try_only=False, may_allow_trading=False, by=None)
    assert (done.connected, done.opened) == (3, 2)
    assert known.connection.gateway == gateway
    assert not any(Connection.objects.values_list("may_trade", flat=True))


def test_with_one_fault_nothing_is_done_and_each_is_named_by_line_and_column():
    scenes.bridge(name="Bridge London")
    content = file_of(
        row("101"), row("101"), row("x1"), row("102", gateway="Nowhere"), row("103", password=""),
        row("104", platform="abacus"), row("105", currency="XXX"), row("106", may_trade="yes"),
        row("107", broker="=HYPERLINK(1)"), row("108", may_trade="maybe"), row("109", password="a b "),
    )  # fmt: skip
    # What our own writer makes harmless, another's file has as it is.
    outcome = taken(content.replace(b"'=HYPER", b"=HYPER"))
    assert (outcome.connected, outcome.opened) == (0, 0)
    assert Connection.objects.count() == BrokerAccount.objects.count() == 0
    assert {(fault.line, fault.column) for fault in outcome.faults} == {
        (3, "login"), (4, ""), (5, "gateway"), (6, "password"), (7, "platform"), (8, ""), (9, "may_trade"),
        (10, "broker"), (11, "may_trade"),
    }  # fmt: skip
    assert CANARY not in repr(outcome)


def test_who_may_lets_accounts_trade_from_the_file():
    scenes.bridge(name="Bridge London")
    assert taken(file_of(row("101", may_trade="yes")), may_allow_trading=True).connected == 1
    assert Connection.objects.get().may_trade


def test_an_account_that_is_another_than_the_line_says_is_told():
    scenes.bridge(name="Bridge London")
    scenes.account(login="101", currency="EUR")
    (fault,) = taken(file_of(row("101"))).faults
    assert (fault.column, fault.words) == ("currency", "The account is here already, and it has EUR.")


def test_a_column_of_another_platform_has_to_be_empty():
    scenes.bridge(name="Bridge London")
    (fault,) = taken(file_of([*row("101"), "CNC"], head=[*HEAD, "product"])).faults
    assert (fault.column, fault.words) == ("product", "MetaTrader 5 has no such field.")


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"a,b\n1,2", b"101,secret-of-a-headless-file\n", b"broker,server,login,platform,currency\n",
     b"broker,server,login,platform,currency\nonly,two\n", b'broker,server,login,platform,currency\n"open', b"\x00" * 9,
     b"broker,broker,server,login,platform,currency\n1,2,3,4,5,6\n", b"x" * 1_100_000],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_in_words_that_repeat_nothing(content):
    with pytest.raises(UnreadableFile) as refused:
        read_file(content, further=further_columns())
    assert "secret-of" not in str(refused.value)


def test_semicolons_are_read_as_well():
    content = "broker;server;login;platform;currency\nA;B;1;mt5;USD\n".encode("utf-8-sig")
    (line,) = read_file(content, further=[])
    assert (line.number, line.cells["currency"]) == (2, "USD")
    assert "USD" not in repr(line)


def test_the_page_tries_first_and_connects_only_what_was_tried(client):
    scenes.bridge(name="Bridge London")
    client.force_login(person("carl", *CONNECTS))
    where = at("connection_file")
    assert "password" in client.get(where).content.decode()
    template = client.get(at("connection_file_template")).content.decode("utf-8-sig")
    assert template.splitlines()[0] == ",".join([*COLUMNS, *further_columns()])

    def sent(content, **filled):
        return client.post(where, {"file": io.BytesIO(content), **filled})

    good, other = file_of(row("101")), file_of(row("102"))
    assert sent(good, do="connect").status_code == 200
    assert Connection.objects.count() == 0
    tried = sent(good, do="try")
    assert CANARY not in tried.content.decode()
    mark = tried.context["tried"]
    assert sent(other, do="connect", tried=mark).status_code == 200
    assert Connection.objects.count() == 0
    assert sent(good, do="connect", tried=mark).url == at("connection_changelist")
    assert Connection.objects.get().account.login == "101"
    wrong = sent(file_of(row("103", gateway="Nowhere")))
    assert (wrong.status_code, "There is no gateway of this name" in wrong.content.decode()) == (422, True)
    assert CANARY not in wrong.content.decode()
