"""What many operations answer alike stands once in the description, and each operation points there."""

import json
from collections import Counter
from typing import Any


def share_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A hook of drf-spectacular: answers from 400 on that several operations have become `components/responses`."""
    answers = [
        (operation["responses"], status)
        for path in result["paths"].values()
        for operation in path.values()
        for status in operation["responses"]
        if status >= "400"
    ]
    written = Counter(_written(responses[status]) for responses, status in answers)
    shared: dict[str, Any] = {}
    names: dict[str, str] = {}
    for responses, status in answers:
        content = _written(responses[status])
        if written[content] < 2:
            continue
        if content not in names:
            names[content] = _free(f"Problem{status}", shared)
            shared[names[content]] = responses[status]
        responses[status] = {"$ref": f"#/components/responses/{names[content]}"}
    result["components"]["responses"] = shared
    return result


def _written(answer: dict[str, Any]) -> str:
    return json.dumps(answer, sort_keys=True)


def _free(name: str, taken: dict[str, Any]) -> str:
    """The name, with a number where several answers of one status differ."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}x{number}"
    return free
