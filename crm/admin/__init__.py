from crm.admin.prospects import ProspectAdmin

__all__ = ["ProspectAdmin"]
