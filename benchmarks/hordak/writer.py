"""What one of hordak's writers does; the same transfers as benchmarks/ledger_writer.py."""

import random
from datetime import date

from django.db import transaction
from hordak.models import Account, AccountType, Leg, Transaction
from moneyed import Money

from benchmarks.workload import ACCOUNTS, BATCH, DAY

accounts: list[Account] = []
chance = random.Random()


def open_all() -> None:
    for number in range(ACCOUNTS):
        kind = AccountType.asset if number == 0 else AccountType.liability
        Account.objects.create(name=f"Account {number}", code=f"{number:04}", type=kind, currencies=["USD"])


def prepare(number: int) -> None:
    chance.seed(number)
    accounts[:] = Account.objects.order_by("code")


def single() -> int:
    giver, taker = chance.sample(accounts, 2)
    return _transfer(giver, taker)


def hot() -> int:
    return _transfer(accounts[0], chance.choice(accounts[1:]))


def _transfer(giver: Account, taker: Account) -> int:
    with transaction.atomic():
        giver.transfer_to(taker, Money(chance.randint(1, 100_000), "USD") / 100, date=DAY, description="A transfer")
    return 1


def batch(size: int = BATCH, day: date = DAY) -> int:
    with transaction.atomic():
        made = Transaction.objects.bulk_create(
            [Transaction(date=day, description="A transfer") for _ in range(size)], batch_size=5_000
        )
        legs = []
        for entry in made:
            giver, taker = chance.sample(accounts, 2)
            amount = Money(chance.randint(1, 100_000), "USD") / 100
            legs += [
                Leg(transaction=entry, account=giver, credit=amount),
                Leg(transaction=entry, account=taker, debit=amount),
            ]
        Leg.objects.bulk_create(legs, batch_size=10_000)
    return size


ACTIONS = {"single": single, "hot": hot, "batch": batch}
