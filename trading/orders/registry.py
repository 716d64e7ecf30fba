"""Who can say why an order was decided; fidus/wiring.py names them, since they stand higher than orders do."""

from collections.abc import Callable, Collection, Mapping

from django.utils.module_loading import import_string

# Takes primary keys of instructions; gives each that it knows of its reasons in words.
Reasons = Callable[[Collection[int]], Mapping[int, str]]

_answers: dict[str, str] = {}


def explained_by(name: str) -> None:
    """`name` is dotted; empty while nobody decides but people."""
    _answers["reasons"] = name


def reasons_of(instructions: Collection[int]) -> Mapping[int, str]:
    """Nothing for those that nobody decided but the person who placed them."""
    name = _answers.get("reasons")
    if not name or not instructions:
        return {}
    answer: Reasons = import_string(name)
    return answer(instructions)
