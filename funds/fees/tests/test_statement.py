"""Fees on a statement: named, taken off what is owed; one taken back afterwards is explained by the correction."""

import json
from datetime import date

import pytest

from fidus.lib import clock
from fidus.lib.finding import Finding
from funds.fees.closing_checks import no_fee_run_is_open
from funds.fees.models import FeeCharge
from funds.fees.services.charge_fee_run import charge_fee_run
from funds.fees.services.prepare_fee_run import prepare_fee_run
from funds.fees.services.reverse_charge import reverse_charge
from funds.fees.services.work_fee_run import work_fee_run
from funds.fees.tests.scenes import fees
from funds.services.issue_statement import issue_statement
from funds.services.reproduce_statement import reproduce_statement
from funds.services.run_night import run_night
from funds.statements.errors import FiguresChanged
from funds.tests.scenes import a_client, a_user, an_investment

APRIL, CHARGED = date(2026, 4, 1), date(2026, 4, 2)


@pytest.fixture(autouse=True)
def archive(settings, tmp_path):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}


def test_a_fee_stands_on_the_statement_and_its_coming_back_on_the_correction(committed_db):
    """Interest 2,500.00 a month from 1 March, 4,916.67 by 30 April (29 of 30 days); less 487.67 in fees."""
    rosa, sven = a_user("rosa"), a_user("sven")
    fees(management_rate="0.02")
    client = a_client()
    an_investment(client=client)
    with clock.at(CHARGED):
        run_night(as_of=CHARGED, by=None)
        run = prepare_fee_run(until=date(2026, 3, 31), by=rosa)
        (waits,) = no_fee_run_is_open(until=date(2026, 4, 30))
        assert waits.warning
        charge_fee_run(run=run, by=sven)
        work_fee_run(run=run.pk)
        assert no_fee_run_is_open(until=date(2026, 4, 30)) == [Finding(True, "No fee run is open.")]
    with clock.at(date(2026, 5, 4)):
        run_night(as_of=date(2026, 5, 4), by=None)
        first = issue_statement(client=client, month=APRIL, by=None)
        (one,) = json.loads(first.figures)["sheets"][0]["investments"]
        assert (one["accrued"], one["fees"], one["owed"]) == ("4916.67", "487.67", "104429.00")
        movements = json.loads(first.figures)["sheets"][0]["movements"]
        assert any(line["amount"] == "-487.67" and "Management fee" in line["text"] for line in movements)
        charge = FeeCharge.objects.get()
        reverse_charge(charge=charge, value_on=date(2026, 4, 20), reason="Agreed with the client", by=rosa)
        with pytest.raises(FiguresChanged):
            issue_statement(client=client, month=APRIL, by=None)
        second = issue_statement(client=client, month=APRIL, by=None, correct=True)
        (one,) = json.loads(second.figures)["sheets"][0]["investments"]
        assert one["owed"] == "104916.67"
        assert reproduce_statement(first, by=None).figures_equal
