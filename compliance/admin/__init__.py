from compliance.admin.cases import KycCaseAdmin

__all__ = ["KycCaseAdmin"]
