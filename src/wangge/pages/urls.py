"""Addresses of the pages."""

from django.urls import path

from wangge.pages.views import (
    casefile,
    desk,
    frame,
    mapping,
    neighbours,
    reporting,
    session,
    shells,
    tracking,
    watching,
)
from wangge.pages.views import desk, frame, mapping, neighbours, public, reporting, session, shells, tracking, watching

urlpatterns = [
    path("", reporting.resident_report),
    path("t", tracking.find),
    path("t/<str:code>", tracking.track),
    path("t/<str:code>/contest", tracking.contest),
    path("t/<str:code>/rating", tracking.rate),
    path("t/<str:code>/files/<uuid:file_id>", tracking.photo),
    path("public", public.nearby),
    path("g/<str:code>", neighbours.my_worker),
    path("login", session.login),
    path("logout", session.logout),
    path("password", session.password),
    path("me", session.me),
    path("me/sessions/<uuid:session_id>", session.close_session),
    path("choose", frame.choose),
    path("report", reporting.worker_report),
    path("map", mapping.sheet),
    path("queue", desk.queue),
    path("cases/<uuid:case_id>", desk.case),
    path("cases/<uuid:case_id>/moves", desk.move),
    path("cases/<uuid:case_id>/contact", desk.contact),
    path("cases/<uuid:case_id>/deadline", watching.deadline),
    path("cases/<uuid:case_id>/file", casefile.page),
    path("cases/<uuid:case_id>/file.zip", casefile.bundle),
    path("cases/<uuid:case_id>/file.pdf", casefile.pdf),
    path("late", watching.late),
    path("files/<uuid:file_id>", desk.file),
    path("worker/sw.js", shells.service_worker),
    path("worker/manifest.webmanifest", shells.manifest),
    path("worker/", shells.shell, {"app": "worker"}),
    path("worker/<path:rest>", shells.shell, {"app": "worker"}),
    path("desk/", shells.shell, {"app": "desk"}),
    path("desk/<path:rest>", shells.shell, {"app": "desk"}),
]
