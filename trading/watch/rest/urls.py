"""The API's addresses of the account watch."""

from trading.watch.rest.standings import Standings

RESOURCES = {"account-standings": Standings}
