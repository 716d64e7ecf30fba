"""The staff's rooms: Django's admin site with our home page and navigation."""

from django.contrib.admin import AdminSite


class BackOffice(AdminSite):
    site_header = site_title = "FIDUS"
    index_title = "Home"
