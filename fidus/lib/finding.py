"""What a check found, as every app tells of it and the closing of a month lists it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence; what is not ok stops the closing, unless it is only a `warning`, which somebody acknowledges.

    `url` is the page where it is put right.
    """

    ok: bool
    text: str
    url: str = ""
    warning: bool = False

    @property
    def blocks(self) -> bool:
        return not self.ok and not self.warning
