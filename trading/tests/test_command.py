import pytest
from django.core.management import CommandError, call_command

from trading.domain.mt5_report_writer import report_bytes
from trading.models import ReportImport
from trading.tests.histories import every_kind


def test_the_command_reads_file_after_file_and_ends_with_an_error_if_one_was_refused(db, tmp_path, capsys):
    good, cut, missing = tmp_path / "good.html", tmp_path / "cut.html", tmp_path / "missing.html"
    content = report_bytes(every_kind())
    good.write_bytes(content)
    cut.write_bytes(content[:3000])
    with pytest.raises(CommandError, match="2 of 3 files refused"):
        call_command("import_broker_file", str(cut), str(missing), str(good))
    told = capsys.readouterr()
    assert "3 trades and 7 cash operations added, 0 known already, balance 0.000 -> 1061.300" in told.out
    assert "cut.html: Line" in told.err
    assert "missing.html" in told.err
    assert ReportImport.objects.count() == 1


def test_an_account_can_be_required_to_be_open_already(db, tmp_path):
    path = tmp_path / "good.html"
    path.write_bytes(report_bytes(every_kind()))
    with pytest.raises(CommandError):
        call_command("import_broker_file", str(path), "--known-accounts-only")
