"""What two people do at once happens once."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection

from funds.tests.scenes import a_client, a_user, usd
from funds.wallets.errors import NotNow, PaymentConflict
from funds.wallets.models import Destination, Payment
from funds.wallets.services.confirm_destination import confirm_destination
from funds.wallets.services.follow_payments import follow_payments
from funds.wallets.services.propose_destination import propose_destination
from funds.wallets.services.record_payment import record_payment
from funds.wallets.services.stop_destination import stop_destination
from funds.wallets.tests import chains
from funds.wallets.tests.scenes import a_destination
from funds.wallets.tests.scripted import scripted

TRON = {"network": "trc20", "asset": "USDT", "address": "TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL"}


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """The outcomes, sorted; every deed has its own connection."""
    ready, outcomes = Barrier(len(deeds)), []

    def do(deed: Callable[[], object]) -> None:
        ready.wait(timeout=60)
        try:
            deed()
        except (NotNow, PaymentConflict):
            outcomes.append("refused")
        else:
            outcomes.append("done")
        finally:
            connection.close()

    people = [Thread(target=do, args=(deed,)) for deed in deeds]
    for person in people:
        person.start()
    for person in people:
        person.join(timeout=60)
    return sorted(outcomes)


def test_two_who_confirm_at_once_and_one_who_stops_confirm_once(committed_db):
    destination = propose_destination(client=a_client(), label="Ledger", by=a_user("asks"), **TRON)
    seen_by = [Destination.objects.get(pk=destination.pk) for _ in range(3)]
    rosa, olu, ada = a_user("rosa"), a_user("olu"), a_user("ada")
    outcomes = at_once(
        lambda: confirm_destination(destination=seen_by[0], by=rosa),
        lambda: confirm_destination(destination=seen_by[1], by=olu),
        lambda: stop_destination(destination=seen_by[2], by=ada),
    )
    assert outcomes == ["done", "refused", "refused"]


def test_one_transaction_recorded_by_many_at_once_is_one_payment(committed_db):
    destination = a_destination(a_client(), **TRON)
    seen_by = [Destination.objects.get(pk=destination.pk) for _ in range(6)]

    def recording(number: int):
        facts = {"amount": usd("10.00"), "asset": "USDT", "network": "trc20", "tx_hash": "ab" * 32, "by": None}
        output = 1 if number == 5 else None
        return lambda: record_payment(subject="RED-0003", destination=seen_by[number], output=output, **facts)

    outcomes = at_once(*(recording(number) for number in range(6)))
    assert Payment.objects.count() == 1
    assert outcomes in (["done"] * 5 + ["refused"], ["done"] + ["refused"] * 5)


def test_two_sweeps_at_once_look_a_payment_up_once(committed_db, settings):
    destination = a_destination(a_client(), **TRON)
    facts = {"amount": usd("2500.00"), "asset": "USDT", "network": "trc20", "tx_hash": chains.HASH, "by": None}
    record_payment(subject="RED-0003", destination=destination, **facts)
    with scripted() as script:
        chains.tron(script, tip=1_000)
        settings.EXPLORERS = {**settings.EXPLORERS, "trc20": {"urls": [script.url], "key": "", "confirmations": 20}}
        assert at_once(*[follow_payments] * 4) == ["done"] * 4
        assert script.asked.count("/wallet/gettransactioninfobyid") == 1
    assert Payment.objects.get().state == "seen"
