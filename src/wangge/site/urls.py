"""Addresses: the API, the pages and the files."""

from django.urls import include, path

from wangge.api.bundles import verifier
from wangge.api.health import health
from wangge.api.main import api

urlpatterns = [
    path("health", health),
    path("verify_case.py", verifier),
    path("api/v1/", api.urls),
    path("", include("wangge.pages.urls")),
]

handler404 = "wangge.pages.views.frame.missing"
handler500 = "wangge.pages.views.frame.fault"
