"""The papers that invented clients send: small, real PDF files that say what they are."""

import io

import pydyf


def paper(title: str, name: str) -> io.BytesIO:
    """A one-page PDF, never the same for two people."""
    pdf = pydyf.PDF()
    font = pydyf.Dictionary({"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica"})
    pdf.add_object(font)
    stream = pydyf.Stream()
    for place, line in enumerate((title, name, "An invented paper of an invented firm")):
        stream.begin_text()
        stream.set_font_size("F1", 18 if place == 0 else 12)
        stream.set_text_matrix(1, 0, 0, 1, 72, 740 - 28 * place)
        stream.show_text_string(line.encode("ascii", "replace").decode())
        stream.end_text()
    pdf.add_object(stream)
    page = {
        "Type": "/Page",
        "Parent": pdf.pages.reference,
        "MediaBox": pydyf.Array([0, 0, 595, 842]),
        "Contents": stream.reference,
        "Resources": pydyf.Dictionary({"Font": pydyf.Dictionary({"F1": font.reference})}),
    }
    pdf.add_page(pydyf.Dictionary(page))
    file = io.BytesIO()
    pdf.write(file)
    file.seek(0)
    return file
