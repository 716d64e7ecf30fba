"""Finisher of the PDF: what WeasyPrint 70 leaves out of the tags that PDF/UA-1 asks for."""

from typing import Any

import pydyf


def finish(document: Any, pdf: pydyf.PDF) -> None:
    """Give header cells a Scope and index their ids; mark running headers and footers as artifacts."""
    objects = {item.reference: item for item in pdf.objects}
    root = objects[pdf.catalog["StructTreeRoot"]]
    reachable, header_cells = _walk(root, objects)

    names = pydyf.Array()
    for key in sorted(header_cells):
        names += [pydyf.String(key), header_cells[key].reference]
    root["IDTree"] = pydyf.Dictionary({"Names": names})

    owners = objects[root["ParentTree"]]["Nums"]
    for number, reference in enumerate(pdf.page_references):
        content = objects[objects[reference]["Contents"]]
        _mark_artifacts(content.stream, owners[2 * number + 1], reachable)


def _walk(root: Any, objects: dict[Any, Any]) -> tuple[set[Any], dict[Any, Any]]:
    """The elements that hang in the tree, and the header cells by id, which also get their Scope."""
    reachable: set[Any] = set()
    header_cells: dict[Any, Any] = {}
    ahead = list(root["K"])
    while ahead:
        reference = ahead.pop()
        element = objects.get(reference)
        if isinstance(reference, int) or element is None or element.get("S") is None:
            continue
        reachable.add(reference)
        ahead += element["K"]
        if element["S"] == "/TH":
            section = objects[objects[element["P"]]["P"]]
            element["A"]["Scope"] = "/Column" if section["S"] == "/THead" else "/Row"
            header_cells[element["ID"].data] = element
    return reachable, header_cells


def _mark_artifacts(tokens: list[Any], owners: Any, reachable: set[Any]) -> None:
    """Content of margin boxes is tagged by elements outside the tree: it becomes pagination artifacts."""
    outside = {mcid for mcid, reference in enumerate(owners) if reference not in reachable}
    for place, token in enumerate(tokens):
        if isinstance(token, pydyf.Dictionary) and token.get("MCID") in outside:
            tokens[place - 1] = "/Artifact"
            owners[token["MCID"]] = b"null"
            tokens[place] = pydyf.Dictionary({"Type": "/Pagination"})
