import subprocess
import sys

from django.conf import settings


def test_a_new_process_finds_its_work_before_django_is_ready():
    environment = {"PATH": "", "PYTHONPATH": str(settings.BASE_DIR)}
    found = "from funds.management.statement_process import work"
    done = subprocess.run([sys.executable, "-c", found], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
