"""How long hordak takes for the balance of an account with as many legs as said, as of any date."""

import random
import sys
import time
from datetime import date, timedelta
from statistics import quantiles

import django

django.setup()

from django.db import connection  # noqa: E402
from hordak.models import Account, AccountType, Leg, Transaction  # noqa: E402

DAYS = 5 * 365
BEGIN = date(2021, 3, 10)


def fill(legs: int) -> Account:
    """By its own models, with its trigger off meanwhile: only reading is measured, and all legs balance."""
    accounts = [
        Account.objects.create(name=f"Account {number}", code=str(number), type=AccountType.asset, currencies=["USD"])
        for number in range(2)
    ]
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        entries, table = Transaction._meta.db_table, Leg._meta.db_table
        cursor.execute(
            f"insert into {entries} (uuid, timestamp, date, description) select gen_random_uuid(), now(), "
            "%s::date + (i %% %s), 'A transfer' from generate_series(1, %s) i",
            [BEGIN, DAYS, legs],
        )
        for account, side in zip(accounts, ("debit", "credit"), strict=True):
            cursor.execute(
                f"insert into {table} (uuid, transaction_id, account_id, {side}, currency, description) "
                f"select gen_random_uuid(), id, %s, 1, 'USD', '' from {entries}",
                [account.pk],
            )
        cursor.execute("set session_replication_role = origin")
        cursor.execute("analyze")
    return accounts[0]


def main() -> None:
    account, chance, taken = fill(int(sys.argv[1])), random.Random(7), []
    for _ in range(14):
        day = BEGIN + timedelta(days=chance.randrange(DAYS))
        begin = time.perf_counter()
        account.get_balance(as_of=day)
        taken.append((time.perf_counter() - begin) * 1_000)
    print(quantiles(taken[2:], n=20)[-1])


main()
