"""The way back when a shell was published broken, and what stands there before anything was built."""

from django.test import Client

from wangge.pages.views import shells


def test_phones_can_be_told_to_forget_the_app(settings):
    settings.OFFLINE = False
    script = Client().get("/worker/sw.js").content.decode()
    assert "unregister" in script
    assert "fetch" not in script


def test_before_anything_was_built_the_page_says_what_to_do(monkeypatch, tmp_path, template):
    monkeypatch.setattr(shells, "folder", lambda: tmp_path)
    page = Client().get("/worker/")
    assert page.status_code == 503
    assert "make setup" in page.content.decode()
    assert Client().get("/worker/sw.js").status_code == 404
    assert Client().get("/worker/manifest.webmanifest").status_code == 404
