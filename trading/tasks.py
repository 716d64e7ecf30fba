"""What Celery runs for trading: each task takes ids, calls one service, and may run twice without harm."""

from celery import shared_task

from trading.models import ReportImport
from trading.services.import_received_report import WAITING, import_received_report
from trading.services.remove_forgotten_uploads import remove_forgotten_uploads as remove_them

_AT_ONCE = 20


@shared_task(time_limit=20 * 60, soft_time_limit=19 * 60)
def import_report(report: int) -> None:
    import_received_report(report=report)


@shared_task(time_limit=20 * 60, soft_time_limit=19 * 60)
def import_waiting_reports() -> None:
    """Uploads that no message told of, or whose worker died; one that is in hand is left alone."""
    for report in ReportImport.objects.filter(state__in=WAITING).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]:
        import_received_report(report=report)


@shared_task(time_limit=60, soft_time_limit=50)
def remove_forgotten_uploads() -> None:
    remove_them()
