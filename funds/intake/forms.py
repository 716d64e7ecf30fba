"""What staff fill in when they bring rows in."""

from typing import Any

from django import forms

from funds.intake.domain.cells import DAY_FIRST, MONTH_FIRST
from funds.intake.domain.layouts import COLUMNS, Kind
from funds.intake.models import IntakeRun


class UploadForm(forms.Form):
    kind = forms.ChoiceField(choices=[(kind.value, kind.value.capitalize()) for kind in Kind], label="What it holds")
    file = forms.FileField(label="The file", help_text="CSV or XLSX with headings. At most 10 MB, 20,000 rows.")


class ReadingForm(forms.Form):
    """One choice for each column, from the file's own headings."""

    whole = forms.TypedChoiceField(
        label="Rows that are not good",
        choices=[("yes", "All rows go in, or none"), ("no", "Each row for itself")],
        coerce=lambda given: given == "yes",
    )
    day_order = forms.ChoiceField(
        label="Dates such as 03/04/2026",
        required=False,
        choices=[("", "There are none"), (DAY_FIRST, "Day first"), (MONTH_FIRST, "Month first")],
    )
    decimal = forms.ChoiceField(
        label="Decimal sign",
        required=False,
        choices=[("", "As they show"), (".", "1234.56"), (",", "1234,56")],
    )

    def __init__(self, *args: Any, run: IntakeRun, headings: tuple[str, ...], **kwargs: Any) -> None:
        initial = {**run.columns, "whole": "yes" if run.whole else "no"}
        initial |= {"day_order": run.day_order, "decimal": run.decimal}
        super().__init__(*args, initial=initial, **kwargs)
        self.names = [column.name for column in COLUMNS[Kind(run.kind)]]
        choices = [("", "not in the file"), *((heading, heading) for heading in headings if heading)]
        for column in COLUMNS[Kind(run.kind)]:
            label = column.name.replace("_", " ").capitalize()
            self.fields[column.name] = forms.ChoiceField(
                choices=choices, required=False, label=label, help_text=column.explain
            )

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "columns": {name: given[name] for name in self.names},
            "day_order": given["day_order"],
            "decimal": given["decimal"],
            "whole": given["whole"],
        }


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=300)
