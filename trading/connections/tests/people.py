"""Staff of this house's tests."""

from django.contrib.auth.models import Permission

from accounts.models import User


def person(name: str, *permissions: str) -> User:
    user = User.objects.create_user(f"{name}@example.com", "a long password", is_staff=True)
    for permission in permissions:
        app, codename = permission.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user
