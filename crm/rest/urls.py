"""The API's addresses of the pipeline."""

from crm.rest.prospects import Prospects

RESOURCES = {"prospects": Prospects}
