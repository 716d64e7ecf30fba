"""What staff fill in when they bring rows in."""

from typing import Any

from django import forms

from funds.intake.domain.cells import DAY_FIRST, MONTH_FIRST
from funds.intake.domain.layouts import COLUMNS, Kind
from funds.intake.models import IntakeRun
from funds.intake.reading import headings_of


class UploadForm(forms.Form):
    kind = forms.ChoiceField(choices=[(kind.value, kind.value.capitalize()) for kind in Kind], label="What it holds")
    file = forms.FileField(label="The file", help_text="CSV or XLSX with headings. At most 10 MB, 20,000 rows.")


_AS_IT_SHOWS = "plain"


def _chosen(given: str) -> str:
    return "" if given == _AS_IT_SHOWS else given


class ReadingForm(forms.Form):
    """One choice for each column, from the file's own headings; a needed column needs one."""

    whole = forms.TypedChoiceField(
        label="Rows that are not good",
        choices=[("yes", "All rows go in, or none"), ("no", "Each row for itself")],
        coerce=lambda given: given == "yes",
    )
    day_order = forms.TypedChoiceField(
        label="Dates such as 03/04/2026",
        choices=[(_AS_IT_SHOWS, "There are none"), (DAY_FIRST, "Day first"), (MONTH_FIRST, "Month first")],
        coerce=_chosen,
        empty_value="",
    )
    decimal = forms.TypedChoiceField(
        label="Decimal sign",
        choices=[(_AS_IT_SHOWS, "As they show"), (".", "1234.56"), (",", "1234,56")],
        coerce=_chosen,
        empty_value="",
    )

    def __init__(self, *args: Any, run: IntakeRun, **kwargs: Any) -> None:
        initial = {**run.columns, "whole": "yes" if run.whole else "no"}
        initial |= {"day_order": run.day_order or _AS_IT_SHOWS, "decimal": run.decimal or _AS_IT_SHOWS}
        super().__init__(*args, initial=initial, **kwargs)
        if Kind(run.kind) == Kind.CLIENTS:
            # Nothing in these is a date or an amount.
            del self.fields["day_order"], self.fields["decimal"]
        self.columns = [column.name for column in COLUMNS[Kind(run.kind)]]
        headings = [(heading, heading) for heading in headings_of(run) if heading]
        for column in COLUMNS[Kind(run.kind)]:
            self.fields[column.name] = forms.ChoiceField(
                choices=[("", "Choose one" if column.required else "Not in the file"), *headings],
                required=column.required,
                label=column.name.replace("_", " ").capitalize(),
                help_text=column.explain,
                error_messages={"required": "This column is needed: say which one it is."},
            )

    def shown_columns(self) -> list[forms.BoundField]:
        return [self[name] for name in self.columns]

    def shown_ways(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.columns]

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "columns": {name: given[name] for name in self.columns},
            "day_order": given.get("day_order", ""),
            "decimal": given.get("decimal", ""),
            "whole": given["whole"],
        }
