from funds.intake.models.intake_run import IntakeKey, IntakeResult, IntakeRun

__all__ = ["IntakeKey", "IntakeResult", "IntakeRun"]
