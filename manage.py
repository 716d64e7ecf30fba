#!/usr/bin/env python
"""Django's command line for FIDUS."""

import os
import sys
from pathlib import Path

from fidus.lib.env import ImproperEnvironment
from fidus.stack import demo_secrets


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fidus.settings")
    var = Path(os.environ.get("FIDUS_VAR") or Path(__file__).resolve().parent / "var")
    if sys.argv[1:2] == ["up"] and demo_secrets.wanted(os.environ):
        try:
            demo_secrets.make(var)
        except OSError as error:
            sys.exit(
                f"FIDUS keeps its data in {var}, which cannot be written ({error.strerror}). "
                "Make it writable, or name another folder: FIDUS_VAR=/path/to/folder"
            )
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    try:
        main()
    except ImproperEnvironment as error:
        sys.exit(f"The environment is not complete: {error}\n(docs/install.md names every variable.)")
