"""The HTTP server before the application: uvicorn with what was measured to be safe."""

from __future__ import annotations

import uvicorn
from fastapi import FastAPI

from amicorum.settings import Settings
from amicorum.web.logs import log_settings


def configure_server(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How uvicorn serves it; how it stops is bounded too."""
    return uvicorn.Config(
        app,
        http="httptools",  # refuses a request with both Content-Length and Transfer-Encoding
        ws="none",
        log_config=log_settings(settings.log_level),
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        limit_concurrency=settings.connections,
        timeout_graceful_shutdown=settings.stop_seconds,
    )
