from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from rapport.web.serving import settle_down

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
application = get_wsgi_application()
settle_down()
