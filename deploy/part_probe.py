"""For container health checks of worker and scheduler: python deploy/part_probe.py worker|beat|valkey|database"""

import sys

import django

django.setup()

from fidus import health  # noqa: E402 - settings must stand first

part = health.examine()[sys.argv[1]]
print(part.detail)
sys.exit(not part.ok)
