from django.urls import path

from funds.views.portal.statements import statement_download, statements

urlpatterns = [
    path("", statements, name="statements"),
    path("<str:number>/download", statement_download, name="statement_download"),
]
