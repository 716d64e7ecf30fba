from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import engines

from fidus.lib import clock
from fidus.lib.money import Money
from fidus.templatetags import figures

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


def written(template: str, **context: object) -> str:
    return engines["django"].from_string(template).render(context).replace("\N{NO-BREAK SPACE}", "~")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Money.of("1365178.54", "USD"), "1,365,178.54"),
        (Money.of("-541080.18", "USD"), "−541,080.18"),
        (Money.of("0", "USD"), "0.00"),
        (Money.of("1250", "JPY"), "1,250"),
        (Money.of("0.001", "KWD"), "0.001"),
        (Decimal("0.1"), "0.10"),
        (Decimal("-0.001"), "0.00"),
        (412, "412"),
        (None, "–"),
    ],
)
def test_an_amount_has_its_currencys_places_thousands_and_a_true_minus(value, expected):
    assert written("{{ value|amount }}", value=value) == expected


def test_a_movement_carries_its_sign_and_nothing_has_none():
    assert written("{{ value|signed }}", value=Money.of("250000", "USD")) == "+250,000.00"
    assert written("{{ value|signed }}", value=Money.of("-45", "USD")) == "−45.00"
    assert written("{{ value|signed }}", value=Money.zero("USD")) == "0.00"


def test_money_names_its_currency_so_that_it_can_be_read_aloud_and_copied():
    value = Money.of("1365178.54", "USD")
    assert written("{{ value|money }}", value=value) == (
        '<span class="money">1,365,178.54<span class="cur">~USD</span></span>'
    )
    assert ">+1,365,178.54<" in written("{{ value|signed_money }}", value=value)
    assert written("{{ value|money }}", value=None) == "–"


def test_a_float_is_no_figure():
    with pytest.raises(TypeError):
        figures.amount(1.5)


def test_rates_keep_every_digit_and_ratios_two():
    assert written("{{ r|rate }}", r=Decimal("0.025")) == "2.5~%"
    assert written("{{ r|rate }}", r=Decimal("0.03")) == "3.0~%"
    assert written("{{ r|rate }}", r=Decimal("0.0033335")) == "0.33335~%"
    assert written("{{ r|ratio }}", r=Decimal("1.05380")) == "105.38~%"
    assert written("{{ r|ratio }}", r=Decimal("-0.0856")) == "−8.56~%"


def test_days_and_instants_say_their_machine_form_too():
    assert written("{{ d|day }}", d=date(2026, 11, 23)) == '<time datetime="2026-11-23">23 Nov 2026</time>'
    assert written("{{ d|day }}", d=NOW) == '<time datetime="2026-11-23">23 Nov 2026</time>'
    assert written("{{ d|month }}", d=date(2026, 11, 1)) == '<time datetime="2026-11">Nov 2026</time>'
    assert ">23 Nov 2026, 14:05 UTC<" in written("{{ d|instant }}", d=NOW)
    assert ">23 Nov 2026, 14:05<" in written('{{ d|instant:"short" }}', d=NOW)
    assert written("{{ d|day }}{{ d|instant }}", d=None) == "––"


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (timedelta(seconds=-5), "0~s"),
        (timedelta(seconds=22), "22~s"),
        (timedelta(minutes=4, seconds=59), "4~min"),
        (timedelta(hours=2, minutes=14), "2~h 14~min"),
        (timedelta(hours=3, minutes=5), "3~h 05~min"),
        (timedelta(hours=3), "3~h"),
        (timedelta(days=1, hours=5), "1~day"),
        (timedelta(days=16), "16~days"),
    ],
)
def test_ages_are_short(span, expected):
    assert figures.written_age(span).replace("\N{NO-BREAK SPACE}", "~") == expected


def test_an_age_counts_from_the_one_clock_and_keeps_the_instant_as_title():
    with clock.at(NOW):
        out = written("{{ t|age }}", t=NOW - timedelta(hours=2, minutes=14))
    assert ">2~h 14~min<" in out
    assert 'title="23 Nov 2026, 11:51 UTC"' in out


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (date(2026, 12, 17), "in 24~days"),
        (date(2026, 11, 24), "tomorrow"),
        (date(2026, 11, 23), "today"),
        (date(2026, 11, 22), "yesterday"),
        (date(2026, 11, 20), "3~days ago"),
    ],
)
def test_a_coming_date_says_how_far_it_is(when, expected):
    with clock.at(NOW):
        assert written("{{ when|until }}", when=when) == expected


def test_sizes_of_files():
    found = [written("{{ n|size }}", n=n) for n in (980, 24_300, 1_430_000, 412_000_000)]
    assert found == ["980~B", "24~kB", "1.4~MB", "412~MB"]


def test_long_identifiers_show_their_ends():
    assert figures.ends("0x52ad111122223333444455556666777788889c41E") == "0x52ad…c41E"
    assert figures.ends("INV-0147") == "INV-0147"
    assert "&lt;" in figures.ends("<b>")


def test_states_are_a_word_and_a_shape_and_what_people_typed_is_escaped():
    assert written('{% badge "incubating" %}') == '<span class="badge" data-state="incubating">Incubating</span>'
    assert written('{% badge "in_review" "In review" %}') == '<span class="badge" data-state="now">In review</span>'
    assert "&lt;script" in written("{% badge word word %}", word="<script>")


def test_icons_are_decoration_unless_they_are_given_words():
    assert 'aria-hidden="true"' in written('{% icon "home" %}')
    assert 'aria-label="Sign &quot;in&quot;"' in written("{% icon 'home' label %}", label='Sign "in"')


def test_kinds_of_events_read_as_words():
    assert figures.in_words("InterestPaymentApproved") == "Interest payment approved"
    assert figures.in_words("LoggedIn") == "Logged in"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("10", "10"), ("1E+1", "10"), ("1.2500", "1.25"), ("-0.50", "−0.5"), ("5.5E-7", "0.00000055"), ("1200", "1,200")],
)
def test_a_plain_figure_has_every_digit_and_no_exponent(value, expected):
    assert figures.plain(Decimal(value)) == expected
