import io
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from fidus.lib.money import Money
from funds.statements import charts
from funds.statements.canonical import canonical, fingerprint
from funds.statements.figures import MonthEnd
from funds.statements.render import layout, render_html, render_pdf
from funds.statements.tests import samples


def text_of(pdf):
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return [re.sub(r"\s+", " ", page.replace("\u00a0", " ")) for page in pages]


@pytest.fixture(scope="module")
def october():
    figures = samples.statement()
    return figures, render_pdf(figures, issued_at=samples.ISSUED_AT)


def test_the_page_says_what_the_figures_say_to_the_cent(october):
    figures, pdf = october
    pages = text_of(pdf)
    whole = " ".join(pages)
    for printed in ("1,736,010.30", "+244,000.00", "+38,168.24", "2,018,178.54", "146,693.14"):
        assert printed in pages[0]
    sheet = figures.sheets[0]
    for line in sheet.movements:
        assert f"{abs(line.amount):,}" in whole
        assert f"{line.balance:,}" in whole
    for one in sheet.investments:
        assert f"{one.owed:,}" in whole
    assert "1,263,485.40 × 2.5 % × 98 ÷ 30.44 = 101,693.14" in whole
    fingerprinted = fingerprint(canonical(figures))
    assert fingerprinted in whole.replace(" ", "")
    assert f"Page 1 of {len(pages)}" in pages[0]


def test_the_same_figures_give_the_same_bytes_here_and_in_another_process(october):
    _, pdf = october
    assert render_pdf(samples.statement(), issued_at=samples.ISSUED_AT) == pdf
    script = (
        "import django, hashlib; django.setup();"
        "from funds.statements.tests import samples; from funds.statements.render import render_pdf;"
        "pdf = render_pdf(samples.statement(), issued_at=samples.ISSUED_AT);"
        "print(hashlib.sha256(pdf).hexdigest())"
    )
    import hashlib
    import os

    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "fidus.settings", "SECRET_KEY": "x", "DOCUMENT_KEYS": "eA=="}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == hashlib.sha256(pdf).hexdigest()


def test_the_document_is_tagged_titled_and_says_when_it_was_made(october):
    _, pdf = october
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert "2026-10-100417" in reader.metadata.title
    assert reader.metadata.creation_date == samples.ISSUED_AT
    assert b"pdfuaid" in pdf or "pdfuaid" in str(reader.xmp_metadata.stream.get_data())
    scopes = [cell for cell in structure(reader) if cell["/S"] == "/TH"]
    assert scopes
    assert all(cell["/A"]["/Scope"] in ("/Row", "/Column") for cell in scopes)


def structure(reader):
    ahead = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while ahead:
        element = ahead.pop().get_object()
        if "/S" in element:
            yield element
        children = element.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            child = child.get_object()
            if hasattr(child, "get") and "/K" in child:
                ahead.append(child)


def test_a_long_table_carries_its_balance_over_the_page():
    core, *_ = samples.ada()
    charges = [
        samples._line(200_000 + n, date(2026, 10, 1 + n % 31), f"Bank charge number {n}", Decimal("-1.00"))
        for n in range(63)
    ]
    figures = samples.statement([replace(core, lines=(*core.lines, *charges))])
    pages = text_of(render_pdf(figures, issued_at=samples.ISSUED_AT))
    carried = [match for page in pages for match in re.findall(r"Carried forward ([\d,.]+)", page)]
    brought = [match for page in pages for match in re.findall(r"Brought forward ([\d,.]+)", page)]
    assert carried
    assert carried == brought
    balances = {f"{line.balance:,}" for line in figures.sheets[0].movements}
    assert set(carried) <= balances
    assert len(figures.sheets[0].movements) >= 63


def test_no_movements_are_said_in_words():
    waiting = samples.investment("INV-0001", "CORE", "1000.00", date(2026, 9, 5))
    pages = text_of(render_pdf(samples.statement([waiting]), issued_at=samples.ISSUED_AT))
    assert "Nothing was paid in or out" in " ".join(pages)


def test_names_and_texts_are_written_as_they_are_never_as_markup():
    name = "Bartholomew Featherstonehaugh-Wolfeschlegelsteinhausenbergerdorff & <b>Sons</b> International Holdings"
    html = render_html(samples.statement(client_name=name), issued_at=samples.ISSUED_AT)
    assert "<b>Sons" not in html
    assert "Sons" in text_of(render_pdf(samples.statement(client_name=name), issued_at=samples.ISSUED_AT))[0]


def test_the_verification_page_and_its_code_are_printed(october):
    figures, pdf = october
    last = " ".join(text_of(pdf))
    assert "fidus.example/verify/2026-10-100417" in last
    code = fingerprint(canonical(figures))[:16]
    assert code in last.replace(" ", "")
    assert "signature" not in last.lower()


def test_the_layout_mark_is_stable_within_an_installation():
    assert layout() == layout()
    assert re.fullmatch(r"[0-9a-f]{16}", layout())


@pytest.mark.parametrize(
    ("highest", "step", "steps"),
    [("2018178.54", "500000", 5), ("2000000", "500000", 4), ("0.40", "0.1", 4), ("999", "200", 5), ("1", "0.2", 5)],
)
def test_axes_end_at_round_figures_above_the_highest(highest, step, steps):
    assert charts.axis(Decimal(highest)) == (Decimal(step), steps)


def test_charts_of_nothing_are_drawn_without_dividing_by_it():
    assert charts.allocation_bar([]) == ""
    assert "<svg" in charts.growth_columns([MonthEnd(samples.END, Decimal(0), Decimal(0))], "USD")
    assert Money.zero("USD").amount == 0
