"""manage.py build_assets: what pages need of installed packages: the typeface Inter, cut, and the charts' script."""

from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from fontTools import subset
from fontTools.ttLib import TTFont

CHART_SCRIPT = "lightweight-charts.js"
WEIGHTS = {"Regular": 400, "Medium": 500, "SemiBold": 600}
# Basic and extended Latin (names of people), punctuation, currency signs, arrows, signs of arithmetic.
CHARACTERS = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x218, 0x21C), *range(0x1E80, 0x1E86), 0x1E9E,
    *range(0x2010, 0x2028), 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x202F, 0x20AC, 0x20B9, 0x20BF,
    0x2116, 0x2122, *range(0x2190, 0x2194), 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x2713,
]  # fmt: skip
# Kerning and tabular figures; the typeface's other forms would double its size, its arrows for "->" add a fifth.
FEATURES = ["kern", "tnum", "ccmp", "locl", "mark", "mkmk"]

RULE = """@font-face {{
  font-family: Inter;
  font-style: normal;
  font-weight: {weight};
  font-display: swap;
  src: url("{file}") format("woff2");
}}
"""


class Command(BaseCommand):
    help = "Put the typeface, cut, and the script of charts into var/assets; does nothing when that was done before."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--again", action="store_true", help="cut it anew")

    def handle(self, *args: object, again: bool = False, **options: object) -> None:
        assets = Path(settings.VAR_DIR) / "assets"
        self.stdout.write(copy_chart_script(assets / "js" / CHART_SCRIPT))
        self._cut_typeface(assets / "fonts", again=again)

    def _cut_typeface(self, fonts: Path, *, again: bool) -> None:
        rules = fonts / "inter.css"
        if rules.exists() and not again:
            self.stdout.write(f"Inter is in {fonts}")
            return
        source = source_folder()
        if source is None:
            self.stdout.write("The package with Inter is not installed: pages use the system's typeface.")
            return
        fonts.mkdir(parents=True, exist_ok=True)
        for name in WEIGHTS:
            cut(source / f"Inter-{name}.woff2", fonts / f"inter-{name.lower()}.woff2")
        # Written last: who finds the rules finds every file they name.
        rules.write_text(
            "".join(RULE.format(weight=weight, file=f"inter-{name.lower()}.woff2") for name, weight in WEIGHTS.items())
        )
        kilobytes = sum(file.stat().st_size for file in fonts.glob("*.woff2")) / 1000
        self.stdout.write(f"Inter in {len(WEIGHTS)} weights, {kilobytes:.0f} kB, in {fonts}")


def copy_chart_script(target: Path) -> str:
    """The script as its makers wrote it, licence line and all; what was done, in words."""
    # litecharts is installed for this file alone; none of its Python runs (docs/adr/0043).
    content = Path(str(distribution("litecharts").locate_file(f"litecharts/js/{CHART_SCRIPT}"))).read_bytes()
    if not target.exists() or target.read_bytes() != content:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return f"Lightweight Charts, {len(content) / 1000:.0f} kB, in {target.parent}"


def source_folder() -> Path | None:
    # django-unfold is installed for its files alone; its app is not used (docs/adr/0009-admin-look.md).
    spec = find_spec("unfold")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0], "static", "unfold", "fonts", "inter")
    return folder if folder.is_dir() else None


def cut(source: Path, target: Path) -> None:
    """Write `source` with CHARACTERS and FEATURES only, as woff2."""
    options = subset.Options(flavor="woff2", layout_features=FEATURES, hinting=False, desubroutinize=True)
    font = TTFont(source)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=CHARACTERS)
    cutter.subset(font)
    font.flavor = "woff2"
    font.save(target)
