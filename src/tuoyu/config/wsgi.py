"""The WSGI application that granian serves."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuoyu.config.settings")
application = get_wsgi_application()
# What was loaded stays: the collector need not walk over it again and again between two requests.
gc.collect()
gc.freeze()
