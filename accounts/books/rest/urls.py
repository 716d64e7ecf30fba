"""The API's addresses of the books."""

from accounts.books.rest.closings import ChainProofs, Closings
from accounts.books.rest.journals import Journals
from accounts.books.rest.reopenings import Reopenings
from accounts.books.rest.reports import Reports

RESOURCES = {
    "journals": Journals,
    "closings": Closings,
    "reopenings": Reopenings,
    "chain-proofs": ChainProofs,
    "reports": Reports,
}
