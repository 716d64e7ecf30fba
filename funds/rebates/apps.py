from django.apps import AppConfig


class RebatesConfig(AppConfig):
    name = "funds.rebates"
    label = "rebates"
    default_auto_field = "django.db.models.BigAutoField"
    append_only_tables = (
        "rebates_rebateterms",
        "rebates_rebaterun",
        "rebates_rebateddeal",
        "rebates_rebatereceipt",
    )
