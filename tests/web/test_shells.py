"""The shells of the apps as the server hands them out."""

import re

import httpx
import pytest
from tests.serving import Site

from wangge.api.levels import OLDEST

pytestmark = pytest.mark.web


@pytest.mark.parametrize("path", ["/worker/", "/worker/tasks/deep/down", "/desk/", "/desk/cases/1"])
def test_every_address_of_an_app_is_its_shell(site: Site, path: str):
    page = httpx.get(site.url + path, trust_env=False)
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-cache"
    scripts = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
    assert any(name.endswith(".js") for name in scripts)
    for name in scripts:
        asset = httpx.get(site.url + name, trust_env=False)
        assert asset.status_code == 200, name
        if "/assets/" in name:
            assert "max-age=31536000" in asset.headers["Cache-Control"]


def test_the_service_worker_is_never_kept_and_knows_the_files_of_the_shell(site: Site):
    script = httpx.get(f"{site.url}/worker/sw.js", trust_env=False)
    assert script.headers["Cache-Control"] == "no-store"
    page = httpx.get(f"{site.url}/worker/", trust_env=False).text
    for name in re.findall(r'"(/static/apps/worker/assets/[^"]+)"', page):
        assert name in script.text


def test_the_manifest_lets_a_phone_install_it(site: Site):
    told = httpx.get(f"{site.url}/worker/manifest.webmanifest", trust_env=False)
    assert told.headers["Content-Type"] == "application/manifest+json"
    assert told.json()["start_url"] == told.json()["scope"] == "/worker/"
    for icon in told.json()["icons"]:
        assert httpx.get(site.url + icon["src"], trust_env=False).status_code == 200


def test_an_app_that_is_too_old_is_told_what_to_do(site: Site):
    old = httpx.get(f"{site.url}/api/v1/me", headers={"X-Wangge-Level": str(OLDEST - 1)}, trust_env=False)
    assert (old.status_code, old.json()["code"]) == (426, "app_too_old")
    assert "更新" in old.json()["detail"]
    for level in (str(OLDEST), "", "x", "9" * 40):
        now = httpx.get(f"{site.url}/api/v1/me", headers={"X-Wangge-Level": level}, trust_env=False)
        assert now.status_code == 401
