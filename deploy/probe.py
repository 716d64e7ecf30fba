"""For container health checks: exit code 0 if http://127.0.0.1:8000PATH answers 200. python deploy/probe.py [PATH]"""

import http.client
import os
import sys
from urllib.parse import urlsplit

path = sys.argv[1] if len(sys.argv) > 1 else "/api/health"
# The firm's own name: any other is not in ALLOWED_HOSTS.
host = urlsplit(os.environ.get("SITE_URL", "")).hostname or "127.0.0.1"
connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=4)
try:
    connection.request("GET", path, headers={"Host": host})
    sys.exit(connection.getresponse().status != 200)
except OSError as error:
    sys.exit(f"no answer: {error}")
