"""Admin pages that read: what changes anything is a form of its own that calls a service."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class ReadingAdmin(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
