"""The WSGI application that the server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.site.settings")
application = get_wsgi_application()

gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
"""What is there from the start is never garbage, and a page of cases alone makes ten thousand objects: by its own
measure Python would look for cycles at every second request."""
