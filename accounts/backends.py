"""Logins by e-mail as allauth checks them; their permissions by Django's own rules, in one query instead of two."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db.models import Model

from accounts.models import User


class LoginBackend(AuthenticationBackend):
    """The only backend: Django asks each there is, and each would read the permissions anew.

    Almost every page of the staff asks for permissions; they are the person's own and those of their roles.
    """

    def get_all_permissions(self, user_obj: User, obj: Model | None = None) -> set[str]:
        if obj is None and user_obj.is_active and not hasattr(user_obj, "_perm_cache"):
            names = Permission.objects.order_by().values_list("content_type__app_label", "codename")
            if not user_obj.is_superuser:
                names = names.filter(user=user_obj).union(names.filter(group__user=user_obj))
            # The name under which Django itself keeps them for the rest of the request.
            user_obj._perm_cache = {f"{app}.{name}" for app, name in names}
        return super().get_all_permissions(user_obj, obj)
