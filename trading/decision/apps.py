from django.apps import AppConfig


class DecisionConfig(AppConfig):
    name = "trading.decision"
    label = "decision"
    verbose_name = "Decisions"
    default_auto_field = "django.db.models.BigAutoField"
    append_only_tables = ("decision_decision", "decision_decisionorder")
