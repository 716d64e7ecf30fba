"""SQL and Python say the same, to the byte and to the cent."""

from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256

from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.ledger.domain.canonical import GENESIS, content_of, digest_of, link
from fidus.lib.money import round_amount

here = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
lines = st.text(st.characters(codec="utf-8", exclude_characters="\x00\n"), min_size=1, max_size=30)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60)
dates = st.dates(date(1970, 1, 1), date(2999, 12, 31))
ids = st.none() | st.integers(1, 2**62)


def ask(query: str, parameters: list[object]) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()[0]


def test_the_written_form_by_hand():
    content = content_of(
        "deposit", date(2026, 3, 10), None, [("Liabilities:Clients:C1", "USD", -5), ("Assets:Bank", "USD", 5)], "A gift"
    )
    form = "deposit\n2026-03-10\n\nAssets:Bank USD 5\nLiabilities:Clients:C1 USD -5\n\nA gift"
    assert content == sha256(form.encode()).digest()
    recorded_at = datetime(2026, 3, 10, 12, 0, 0, 7, tzinfo=UTC)
    digest = digest_of("deposit:1", date(2026, 3, 11), recorded_at, 42, None, content)
    form = f"deposit:1\n2026-03-11\n{int(recorded_at.timestamp())}000007\n42\n\n{content.hex()}"
    assert digest == sha256(form.encode()).digest()
    assert link(GENESIS, digest) == sha256(bytes(32) + digest).digest()


@here
@given(kind=lines, value_on=dates, reverses=ids, text=texts)
def test_the_database_writes_the_same_content(db, kind, value_on, reverses, text):
    legs = [("Assets:Bank", "USD", -5), ("Assets:Bank", "USD", 7), ("Equity:X", "USD", -2)]
    said = "\n".join(f"{code} {currency} {amount}" for code, currency, amount in legs)
    found = ask("select ledger_content(%s, %s, %s, %s, %s)", [kind, value_on, reverses, said, text])
    assert bytes(found) == content_of(kind, value_on, reverses, legs[::-1], text)


@here
@given(key=lines, booked_on=dates, at=st.datetimes(datetime(1971, 1, 1), datetime(2999, 1, 1)), by=ids, event=ids)  # noqa: DTZ001
def test_the_database_writes_the_same_digest(db, key, booked_on, at, by, event):
    at = at.replace(tzinfo=UTC)
    found = ask("select ledger_digest(%s, %s, %s, %s, %s, %s)", [key, booked_on, at, by, event, b"\x00\xff"])
    assert bytes(found) == digest_of(key, booked_on, at, by, event, b"\x00\xff")


CURRENCIES = {"JPY": 0, "USD": 2, "KWD": 3}
# Halves and their neighbours are where roundings differ.
near_halves = st.builds(
    lambda units, off, down: (Decimal(units) + Decimal("0.5") + Decimal(off).scaleb(-12)).scaleb(-down),
    st.integers(-(10**12), 10**12),
    st.integers(-1, 1),
    st.sampled_from([0, 2, 3]),
)


@here
@given(
    amounts=st.lists(
        near_halves | st.decimals(-(10**14), 10**14, places=9, allow_nan=False), min_size=100, max_size=100
    ),
    currency=st.sampled_from(sorted(CURRENCIES)),
)
def test_the_database_rounds_half_even_as_money_does(db, amounts, currency):
    units = CURRENCIES[currency]
    found = ask("select array_agg(ledger_round(a, %s) order by n) from unnest(%s::numeric[]) with ordinality t(a, n)",
                [units, amounts])  # fmt: skip
    assert found == [int(round_amount(amount, currency).scaleb(units)) for amount in amounts]


def test_forty_thousand_halves_and_neighbours_round_alike(db):
    """0.000, 0.001, ... 19.999 and their negatives in dollars: one in ten is exactly half a cent."""
    found = ask("select array_agg(ledger_round(i * 0.001, 2) order by i) from generate_series(-19999, 19999) i", [])
    assert found == [int(round_amount(Decimal(i).scaleb(-3), "USD").scaleb(2)) for i in range(-19999, 20_000)]


def test_halves_by_hand(db):
    for amount, cents in {"0.125": 12, "0.135": 14, "-0.125": -12, "-0.135": -14, "0.1250001": 13, "2.5": 250}.items():
        assert ask("select ledger_round(%s::numeric, 2)", [amount]) == cents
