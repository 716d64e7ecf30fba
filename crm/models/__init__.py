from crm.models.prospect import Prospect, ProspectNote

__all__ = ["Prospect", "ProspectNote"]
