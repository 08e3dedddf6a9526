"""``wangge learn``: says what it does, how good it is, and refuses in a sentence."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone
from tests.learning.made import DISTRICT, closed

from wangge.cli.main import wangge
from wangge.learning.queries import folder_of
from wangge.orgs.queries import units_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    settings.MODELS = tmp_path / "models"


def run(*words):
    return CliRunner().invoke(wangge, ["learn", *words])


def test_too_few_cases_are_refused_in_both_languages():
    done = run("--district", DISTRICT)
    assert done.exit_code == 1
    assert "满 2000 件才能学习" in done.output and "learning begins at 2000" in done.output


def test_learning_shows_how_far_it_is_and_prints_the_card(monkeypatch):
    monkeypatch.setattr("wangge.learning.actions.training.LEAST_CASES", 500)
    closed(500, {u.code: u.id for u in units_of(DISTRICT)}, until=timezone.now() - timedelta(hours=1))
    done = run("--district", DISTRICT, "--dry-run")
    assert done.exit_code == 0, done.output
    for word in ("Reading closed cases", "Learning", "Testing", "Right", "Silent below", "C0118", "Dry run"):
        assert word in done.output
    assert not folder_of(DISTRICT).exists()
    assert "In use from now on" in run("--district", DISTRICT).output
    monkeypatch.setattr("wangge.learning.actions.training.right_among", lambda *a, most: next(falling))
    falling = iter((0.5, 0.5, 0.9))
    worse = run("--district", DISTRICT)
    assert worse.exit_code == 1 and "less right than the one in use" in worse.output


def test_it_can_be_stopped_and_nothing_is_kept(monkeypatch):
    def stop(*given, **named):
        raise KeyboardInterrupt

    monkeypatch.setattr("wangge.learning.actions.learn", stop)
    done = run("--district", DISTRICT)
    assert done.exit_code == 1 and "Nothing was kept" in done.output
