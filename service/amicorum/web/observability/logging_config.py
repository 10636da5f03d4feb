"""Configure logging: one JSON object a line, each with the id of the request it belongs to."""

from __future__ import annotations

import logging
import logging.config

from pythonjsonlogger.core import RESERVED_ATTRS

from amicorum.web.observability.access_log import request_id


class RequestFilter(logging.Filter):
    """Adds the id of the running request to every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keeps every record."""
        if not hasattr(record, "request"):
            record.request = request_id()
        return True


def log_settings(level: str) -> dict[str, object]:
    """The configuration of logging, for the standard library and for uvicorn alike."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": RequestFilter}},
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": "{asctime}{levelname}{name}{message}{request}",
                "style": "{",
                "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
                "reserved_attrs": [*RESERVED_ATTRS, "color_message"],  # uvicorn's, for terminals
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request"]}},
        "root": {"level": level.upper(), "handlers": ["stderr"]},
        "loggers": {"uvicorn.access": {"level": "WARNING"}, "amicorum": {"level": level.upper()}},
    }
