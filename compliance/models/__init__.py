from compliance.models.case import ChecklistItem, KycCase
from compliance.models.document import Document

__all__ = ["ChecklistItem", "Document", "KycCase"]
