"""The door for a WSGI server. Refuses to serve with unsafe settings."""

import os

from django.core.wsgi import get_wsgi_application

from firstcard.config import deployment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstcard.config.settings")
deployment.check()
application = get_wsgi_application()
