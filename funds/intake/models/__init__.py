from funds.intake.models.intake_run import IntakeKey, IntakeResult, IntakeRun, IntakeTrial

__all__ = ["IntakeKey", "IntakeResult", "IntakeRun", "IntakeTrial"]
