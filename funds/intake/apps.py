from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "funds.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"
    append_only_tables = ("intake_intakeresult", "intake_intakekey")
