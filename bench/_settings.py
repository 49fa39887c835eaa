"""The service's own settings, with the addresses of the benchmark."""

from firstcard.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench._urls"
