from django.apps import AppConfig

from fidus.lib.clients_rows import everybodys


class PerformanceConfig(AppConfig):
    name = "funds.performance"
    label = "performance"
    default_auto_field = "django.db.models.BigAutoField"
    clients_rows = {
        "performance_benchmark": everybodys("published"),
        "performance_benchmarklevel": everybodys("published"),
    }
