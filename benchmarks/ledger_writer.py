"""What one of the ledger's writers does, through Django, as any app would."""

import os
import random
from itertools import count

from accounts.ledger import api
from benchmarks.workload import ACCOUNTS, BATCH, DAY
from fidus.lib.money import Money

accounts: list[int] = []
chance = random.Random()
numbers = count()
me = ""


def open_all() -> None:
    specs = [api.AccountSpec("Assets:Bank:USD", "asset", "USD")]
    specs += [api.AccountSpec(f"Liabilities:Clients:C{number}", "liability", "USD") for number in range(1, ACCOUNTS)]
    api.open_accounts(specs)


def prepare(number: int) -> None:
    global me
    from accounts.ledger.models import Account

    # Writers of an earlier round left their keys behind.
    me = f"writer {number} of process {os.getpid()}"
    chance.seed(number)
    accounts[:] = Account.objects.order_by("id").values_list("id", flat=True)


def a_draft(giver: int, taker: int) -> api.Draft:
    amount = Money.from_minor(chance.randint(1, 100_000), "USD")
    legs = [api.Leg(taker, amount), api.Leg(giver, -amount)]
    return api.Draft(f"{me}:{next(numbers)}", "transfer", "A transfer", DAY, DAY, legs)


def single() -> int:
    giver, taker = chance.sample(accounts, 2)
    api.post_entry(a_draft(giver, taker), by=None)
    return 1


def hot() -> int:
    api.post_entry(a_draft(accounts[0], chance.choice(accounts[1:])), by=None)
    return 1


def many(size: int) -> int:
    api.post_entries([a_draft(*chance.sample(accounts, 2)) for _ in range(size)], by=None)
    return size


def ten() -> int:
    return many(10)


def tenth() -> int:
    return many(BATCH // 10)


def batch() -> int:
    return many(BATCH)


ACTIONS = {"tenth": tenth, "single": single, "hot": hot, "ten": ten, "batch": batch}
