from funds.intake.admin.runs import IntakeRunAdmin

__all__ = ["IntakeRunAdmin"]
