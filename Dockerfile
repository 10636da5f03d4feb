# A small image that serves releases: no compiler, no shell scripts, not root, and nothing in it that is written to.
#   make explorer   # the scripts of the pages, which the image takes along; without them the pages do without
#   docker build -t amicorum .
#   docker run --init --read-only --tmpfs /tmp -v "$PWD/releases:/releases:ro" -e AMICORUM_BASE=https://example.org/ -p 8000:8000 amicorum
FROM python:3.11-slim AS build
WORKDIR /build
RUN python -m venv /amicorum
COPY requirements.lock ./
RUN /amicorum/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY service service
RUN /amicorum/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

FROM python:3.11-slim
COPY --from=build /amicorum /amicorum
RUN useradd --system --uid 10001 --no-create-home amicorum
USER 10001
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 AMICORUM_RELEASES=/releases AMICORUM_CACHE=/tmp/cache
VOLUME /releases
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["/amicorum/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
ENTRYPOINT ["/amicorum/bin/amicorum"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
