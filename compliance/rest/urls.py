"""The API's addresses of KYC cases and documents."""

from compliance.rest.cases import Cases
from compliance.rest.documents import Documents
from compliance.rest.items import Items

RESOURCES = {"kyc-cases": Cases, "kyc-items": Items, "kyc-documents": Documents}
