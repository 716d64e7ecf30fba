"""An upload that one worker reads is passed by by the others."""

import threading

import pytest
from django.core.files.base import ContentFile
from django.db import OperationalError, connection, transaction

from accounts.models import User
from trading.domain.mt5_report_writer import report_bytes
from trading.models import ReportImport
from trading.services.import_received_report import import_received_report
from trading.services.receive_report import receive_report
from trading.tests.histories import every_kind


@pytest.fixture
def upload(committed_db, settings, tmp_path):
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    trader = User.objects.create_user("tessa@example.com", "a long password", is_staff=True)
    return receive_report(file=ContentFile(report_bytes(every_kind()), "report.html"), name="report.html", by=trader)


def import_elsewhere(report, answers):
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = '3s'")
    try:
        answers.append(import_received_report(report=report))
    except OperationalError as error:
        answers.append(error)
    finally:
        connection.close()


def test_an_upload_in_hand_is_left_alone_at_once_and_read_by_one_worker(upload):
    answers = []
    with transaction.atomic():
        ReportImport.objects.select_for_update().get(pk=upload.pk)
        other = threading.Thread(target=import_elsewhere, args=(upload.pk, answers))
        other.start()
        other.join()
    assert answers == [None]
    assert import_received_report(report=upload.pk).state == "imported"
    assert import_received_report(report=upload.pk) is None
