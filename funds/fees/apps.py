from django.apps import AppConfig


class FeesConfig(AppConfig):
    name = "funds.fees"
    label = "fees"
    default_auto_field = "django.db.models.BigAutoField"
    append_only_tables = ("fees_feeschedule", "fees_feepoint", "fees_crystallisation")
