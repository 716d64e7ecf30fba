import json
from dataclasses import replace
from decimal import Decimal

import pytest

from funds.statements import canonical
from funds.statements.differences import differences
from funds.statements.tests import samples


def test_the_same_figures_have_the_same_text_and_exact_decimals():
    text = canonical.canonical(samples.statement())
    assert text == canonical.canonical(samples.statement())
    assert json.loads(text)["sheets"][0]["headline"]["closing"] == "2018178.54"
    assert ": " not in text
    assert json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False) == text


def test_the_fingerprint_is_the_sha_256_of_the_text():
    assert canonical.fingerprint("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert canonical.verification_code("ba7816bf8f01cfea414140de") == "ba7816bf8f01cfea"


def test_floats_have_no_canonical_form():
    with pytest.raises(TypeError):
        canonical.plain(0.1)


def test_the_letterhead_comes_back_as_it_was():
    figures = samples.statement(corrects="2026-10-100417", correction="A charge was booked.")
    assert canonical.letterhead_of(canonical.canonical(figures)) == figures.letterhead


def test_a_new_address_is_no_new_substance_but_a_cent_is():
    text = canonical.canonical(samples.statement())
    moved = canonical.canonical(samples.statement(address=("1 Other Street",), number="2026-10-100417-2"))
    assert canonical.substance(text) == canonical.substance(moved)
    core, *others = samples.ada()
    lines = (*core.lines, samples._line(9, samples.END, "Charge", Decimal("-0.01")))
    charged = canonical.canonical(samples.statement([replace(core, lines=lines), *others]))
    assert canonical.substance(text) != canonical.substance(charged)
    told = " ".join(differences(text, charged)).replace("\u00a0", " ")
    assert "The closing value is 2,018,178.53 USD and was 2,018,178.54." in told
    assert "31 Oct, INV-0101, Charge, −0.01" in told
