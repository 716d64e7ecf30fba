"""What strategies hold is the sum of their orders' fills, whatever comes in which order."""

from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from fidus.lib import clock
from trading.orders.models import Fill, Holding
from trading.orders.tests.scenes import an_account, an_order, of_strategy

pytestmark = pytest.mark.django_db
fills = st.lists(
    st.tuples(st.sampled_from([0, 1]), st.sampled_from(["buy", "sell"]), st.sampled_from(["", "11", "12"]),
              st.decimals("0.00000001", "1000000", places=8)),
    min_size=1, max_size=12,
)  # fmt: skip


def added_up() -> dict[tuple, Decimal]:
    """As anybody would who reads all fills."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select i.strategy_id, f.account_id, f.symbol, f.position,"
            "       sum(case when f.side = 'buy' then f.volume else -f.volume end)"
            "  from orders_fill f join orders_instruction i on i.id = f.instruction_id"
            " where i.strategy_id is not null group by 1, 2, 3, 4"
        )
        return {tuple(key): volume for *key, volume in cursor.fetchall()}


@settings(max_examples=15, deadline=None)
@given(fills)
def test_a_holding_is_what_its_fills_add_up_to(told):
    account = an_account()
    orders = [of_strategy(account), of_strategy(account)]
    now = clock.now()
    for number, (whose, side, position, volume) in enumerate(told):
        Fill.objects.create(
            account=account, instruction=orders[whose], number=f"{account.pk}-{number}", symbol="INVENTED", side=side,
            volume=volume, price=Decimal(number + 1), at=now, recorded_at=now, position=position,
        )  # fmt: skip
    kept = {(one.strategy_id, one.account_id, one.symbol, one.position): one.volume for one in Holding.objects.all()}
    assert kept == added_up()


def test_orders_of_people_are_no_strategys_and_the_highest_price_is_kept():
    account = an_account()
    theirs, by_hand = of_strategy(account), an_order(account)
    now = clock.now()
    Fill.objects.bulk_create(
        Fill(
            account=account, instruction=order, number=str(number), symbol="INVENTED", side="buy", volume=Decimal(5),
            price=price, at=now, recorded_at=now,
        )
        for number, (order, price) in enumerate([(theirs, 10), (by_hand, 90), (theirs, 12), (theirs, None)])
    )  # fmt: skip
    (held,) = Holding.objects.all()
    assert (held.strategy, held.volume, held.price) == (theirs.strategy, 15, 12)
