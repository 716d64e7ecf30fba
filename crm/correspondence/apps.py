from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    """Messages between clients and the office, kept as they were written."""

    name = "crm.correspondence"
    label = "correspondence"
    default_auto_field = "django.db.models.BigAutoField"
    append_only_tables = ("correspondence_message",)
