"""Logs: one JSON object a line on stderr, with long numbers and tokens masked.

No query string, no form field and no body is ever logged. A run of 15 or more digits may
be an identity number or a card number, wherever it comes from, so it is masked last, in
the finished line. So is the token in the address of a kept plan, of the other parent's answer
and of a new staff account, mistyped ones too: who has it can open what it opens.
"""

import logging
import logging.config
import re

import structlog
from structlog.typing import EventDict, WrappedLogger

from firstcard.policy.identity_shape import IDENTITY_SHAPE

# The pages below these have shorter names than any token, or most of one.
_TOKEN_IN_ADDRESS = re.compile(r"(/(?:kept|agree|set-up)/)[^/\s\"\\?]{8,}", re.IGNORECASE)
_TOKEN = re.compile(r"\b(?:[0-9a-z]{5}-){4}[0-9a-z]{6}\b", re.IGNORECASE)

_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def masked(text: str) -> str:
    """Return the text with what may be an identity or card number, or opens a plan, masked."""
    without_tokens = _TOKEN.sub("[token]", _TOKEN_IN_ADDRESS.sub(r"\1[token]", text))
    return IDENTITY_SHAPE.sub("[number]", without_tokens)


def _render(logger: WrappedLogger, name: str, event: EventDict) -> str:
    line = structlog.processors.JSONRenderer(ensure_ascii=False)(logger, name, event)
    return masked(line if isinstance(line, str) else line.decode())


def _without_traceback(record: logging.LogRecord) -> bool:
    """Say that a request was refused, not where in the frame: nothing of ours has failed."""
    if record.name.startswith("django.security."):
        record.exc_info = None
    return True


def logging_settings(*, level: str) -> None:
    """Send structlog's and the standard library's records through one JSON formatter."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _SHARED,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _render,
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "filters": {"refused": {"()": lambda: _without_traceback}},
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "formatter": "json",
                    "filters": ["refused"],
                }
            },
            "root": {"handlers": ["stderr"], "level": level},
            # The request log says it already, without the address in full.
            "loggers": {"django.request": {"level": "ERROR"}},
        }
    )
