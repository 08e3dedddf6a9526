"""The API as a whole: every room's router under ``/api/v1``."""

from django.http import HttpRequest, HttpResponse
from ninja.openapi.docs import Swagger

from wangge import __version__
from wangge.api import (
    accounts,
    casefile,
    cases,
    catalogue,
    entries,
    files,
    late,
    learning,
    map,
    notices,
    places,
    problems,
    queues,
    releases,
    reports,
    rosters,
    session,
    solving,
    twins,
    units,
    uploads,
)
from wangge.api import settings as settings_of_district
from wangge.api.auth import signed
from wangge.api.document import Api
from wangge.api.replies import FastParser, FastRenderer

api = Api(
    title="wangge 网格",
    version=__version__,
    description="Grid-based city and community management. Errors are problem documents (RFC 9457).",
    auth=signed,
    parser=FastParser(),
    renderer=FastRenderer(),
    docs=Swagger(),
    docs_url="/docs",
    openapi_url="/openapi.json",
    urls_namespace="api",
)
problems.attach_to(api)
api.add_router("", session.router)
api.add_router("", reports.router)
api.add_router("", queues.router)
api.add_router("", cases.router)
api.add_router("", casefile.router)
api.add_router("", late.router)
api.add_router("", twins.router)
api.add_router("", releases.router)
api.add_router("", learning.router)
api.add_router("", solving.router)
api.add_router("", entries.router)
api.add_router("", catalogue.router)
api.add_router("", notices.router)
api.add_router("", places.router)
api.add_router("", units.router)
api.add_router("", rosters.router)
api.add_router("", map.router)
api.add_router("", accounts.router)
api.add_router("", settings_of_district.router)
api.add_router("", files.router)
api.add_router("", uploads.router)
api.add_router("", reports.public_router)
api.add_router("", releases.public_router)
api.add_router("/public", uploads.public_router)


def not_there(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Addresses of the API that do not exist are refused like everything else."""
    from wangge.core.refusals import not_found

    return problems.refused(request, not_found())
