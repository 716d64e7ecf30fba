"""The portal pages of compliance, mounted under /portal/ in the namespace `portal`."""

from django.urls import path

from compliance.views import documents

urlpatterns = [
    path("documents/", documents.documents, name="documents"),
    path("documents/send/<int:item>/", documents.send_document, name="send_document"),
    path("documents/declare/<int:case>/", documents.declare, name="declare"),
    path("documents/file/<int:document>/", documents.document_file, name="document_file"),
]
