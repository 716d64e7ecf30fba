from django.apps import AppConfig

from fidus.lib.clients_rows import of_client, through


class ComplianceConfig(AppConfig):
    name = "compliance"
    default_auto_field = "django.db.models.BigAutoField"
    clients_rows = {
        "compliance_kyccase": of_client(may="select, update (pep_declared, pep_explanation)"),
        "compliance_checklistitem": through(
            "case_id",
            "compliance_kyccase",
            may="select, update (state, provided_at, decided_at, decided_by_id, reason, valid_until)",
        ),
        "compliance_document": through("item_id", "compliance_checklistitem", may="select, insert"),
    }
