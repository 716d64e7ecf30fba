"""Whose money it is: a person or a company, distinct from the people who log in for it."""

from django.conf import settings
from django.db import models


class ClientKind(models.TextChoices):
    PERSON = "person", "Person"
    COMPANY = "company", "Company"


class Client(models.Model):
    """A client of the firm; `number` is what they and the office say (100417)."""

    Kind = ClientKind

    number = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=10, choices=ClientKind)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True, help_text="One line of the postal address a line.")
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2")
    reporting_currency = models.CharField(max_length=3, default="USD")
    users = models.ManyToManyField(settings.AUTH_USER_MODEL, through="ClientMembership", related_name="clients")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        default_permissions = ("view",)
        permissions = [
            ("open_client", "Can take on a client"),
            ("add_member", "Can let a person act for a client, and stop it"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=ClientKind.values), name="client_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class ClientMembership(models.Model):
    """One user who may act for one client."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateTimeField()

    class Meta:
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["client", "user"], name="one_membership_per_client_and_user")]

    def __str__(self) -> str:
        return f"{self.user} for {self.client}"
