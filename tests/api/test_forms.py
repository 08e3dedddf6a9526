"""What the API's document says of answers is whole, and every answer that does not fit is found out."""

import os
import re
import subprocess
import sys
from typing import Any, get_args

import orjson
import pytest
from django.http import HttpResponse
from tests.forms import Compared, compare, document, shapes

from wangge.api import schemas, session
from wangge.api.answers import beside, choices, clocks, flows, late, people, places, routing, settings
from wangge.api.answers.shapes import Level, Post
from wangge.api.settings import bodies
from wangge.cases.queries import CLOCK_NAMES, REASONS
from wangge.cases.rules import REQUEST_STATES, ROLES, TASK_STATES
from wangge.catalogue.rules import CLOCK, DIFFERENCES, FACTS, FLOWS, RELATIONS, SORTS, TROUBLES
from wangge.clock.rules import UNITS, Light
from wangge.notices.rules import texts
from wangge.orgs.actions.rostering import WHY_NOT
from wangge.orgs.rules import GRANT_STAGES, HOLES, POSTS, UNIT_KINDS
from wangge.places.rules import LEVELS
from wangge.places.rules.maps import KINDS

V = "/api/v1"
OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, operations in document()["paths"].items()
    for method, operation in operations.items()
]
WITHOUT_BODY = ("204", "304")


@pytest.mark.parametrize(("name", "operation"), OPERATIONS, ids=[name for name, _ in OPERATIONS])
def test_every_operation_says_what_it_answers(name, operation):
    said = {status: answer for status, answer in operation["responses"].items() if status < "4"}
    assert said
    for status, answer in said.items():
        if status not in WITHOUT_BODY and "/uploads/tus/" not in name:
            assert answer.get("content"), f"{name} does not say what {status} holds: give it response=…"
        for media, form in answer.get("content", {}).items():
            named = form["schema"].get("$ref", "").rpartition("/")[2]
            assert named in shapes() or "json" not in media, f"{name}: {status} is no form of answers/"
    assert operation["responses"]["default"]["content"]["application/problem+json"]["schema"] == {
        "$ref": "#/components/schemas/Problem"
    }


def test_every_form_that_the_document_names_is_in_it():
    named = set(re.findall(rb'"#/components/schemas/([^"]+)"', orjson.dumps(document())))
    assert named
    assert {name.decode() for name in named} - set(document()["components"]["schemas"]) == set()


def test_every_operation_has_a_short_name_of_its_own():
    names = [operation["operationId"] for _, operation in OPERATIONS]
    assert len(set(names)) == len(names)
    assert [
        name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+){0,3}", name) or name.startswith("wangge")
    ] == []


def test_no_form_has_the_name_of_another_or_of_a_request():
    asked = {name for module in (schemas, bodies) for name, found in vars(module).items() if isinstance(found, type)}
    assert asked & set(shapes()) == set()


def test_every_form_lists_its_fields_and_those_that_may_be_null():
    components = document()["components"]["schemas"]
    for name, shape in shapes().items():
        if name in components and "properties" in components[name]:
            said = components[name]
            assert set(said["properties"]) == {f.alias or n for n, f in shape.model_fields.items()}
            assert set(said["required"]) == {f.alias or n for n, f in shape.model_fields.items() if f.is_required()}
    assert {"from", "to"} <= set(components["Stretch"]["required"])
    assert components["Case"]["properties"]["seen_at"]["anyOf"] == [
        {"type": "string", "format": "date-time"}, {"type": "null"},
    ]  # fmt: skip
    assert "due_at" not in components["Move"]["required"]


@pytest.mark.parametrize(
    ("alias", "words"),
    [
        (Level, LEVELS),
        (Post, POSTS),
        (flows.FlowName, FLOWS),
        (flows.CaseState, {s.name for flow in FLOWS.values() for s in flow.state_list}),
        (flows.Mark, {mark for flow in FLOWS.values() for mark in flow.marks}),
        (flows.Verb, {row.verb for flow in FLOWS.values() for row in flow.rows}),
        (flows.FactName, FACTS),
        (flows.Relation, RELATIONS),
        (flows.ClockEffect, CLOCK),
        (clocks.ClockName, CLOCK_NAMES),
        (clocks.Light, {light.value for light in Light}),
        (clocks.TimeUnit, UNITS),
        (beside.TaskRole, ROLES),
        (beside.TaskState, TASK_STATES),
        (beside.RequestState, REQUEST_STATES),
        (beside.Sort, SORTS),
        (late.LateReason, REASONS),
        (people.UnitKind, UNIT_KINDS),
        (people.HoleKind, HOLES),
        (places.GroundKind, KINDS),
        (settings.UnitField, set(bodies.UnitChange.model_fields) - {"key"}),
        (settings.PersonField, set(bodies.PersonChange.model_fields) - {"key"}),
        (settings.PostStage, GRANT_STAGES),
        (settings.WhyNotCopied, WHY_NOT),
        (choices.TextName, texts.TEXTS),
        (choices.TextChannel, texts.MOST),
        (choices.TextPlaceName, texts.PLACES),
        (choices.FlowChange, DIFFERENCES),
        (routing.RuleTrouble, TROUBLES),
    ],
    ids=lambda found: getattr(found, "__name__", ""),
)
def test_the_words_of_a_form_are_those_of_the_house(alias, words):
    assert set(get_args(alias.__value__)) == set(words)


def test_the_figures_of_a_late_place_are_one_for_each_reason():
    assert set(late.LateCounts.model_fields) == set(REASONS)


def _answer(body: Any, status: int = 200, media: str = "application/json") -> HttpResponse:
    return HttpResponse(orjson.dumps(body) if body is not None else b"", status=status, content_type=media)


DEVICE = {
    "id": "0193f1a2-0000-7000-8000-000000000000", "device": "", "created_at": "2025-03-05T08:00:00+00:00",
    "expires_at": "2025-03-05T20:00:00+00:00", "this": True,
}  # fmt: skip
GOOD = {"items": [DEVICE], "next": None}
SESSIONS = f"GET {V}/me/sessions"


@pytest.mark.parametrize(
    "wrong",
    [
        {"items": []},
        GOOD | {"more": 1},
        GOOD | {"next": 1},
        GOOD | {"items": [DEVICE | {"this": "true"}]},
        GOOD | {"items": [DEVICE | {"device": None}]},
        GOOD | {"items": [DEVICE | {"id": "1"}]},
        GOOD | {"items": [DEVICE | {"created_at": "2025-03-05T08:00:00"}]},
        GOOD | {"items": [DEVICE | {"colour": "red"}]},
    ],
)
def test_a_body_that_does_not_fit_is_found_out(wrong):
    compare(SESSIONS, _answer(GOOD))
    with pytest.raises(AssertionError, match="not as the document says"):
        compare(SESSIONS, _answer(wrong))


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (SESSIONS, _answer(GOOD, 201)),
        (SESSIONS, _answer(GOOD, media="text/html")),
        (SESSIONS, _answer({"detail": "no"}, 404)),
        (f"DELETE {V}/session", _answer(GOOD, 204)),
        (f"GET {V}/nothing", _answer({}, 200)),
        (f"PUT {V}/me", _answer({}, 200)),
    ],
)
def test_a_status_or_media_type_that_nobody_said_is_found_out(call, answer):
    with pytest.raises(AssertionError):
        compare(call, answer)


@pytest.mark.django_db
def test_every_test_that_gets_a_wrong_answer_fails(calls, monkeypatch):
    worker, about = calls("worker"), session.about
    assert worker("GET", f"{V}/me").status_code == 200
    monkeypatch.setattr(session, "about", lambda actor: about(actor) | {"shoe_size": 43})
    with pytest.raises(AssertionError, match="shoe_size"):
        worker("GET", f"{V}/me")


def test_servers_that_tests_start_compare_too(tmp_path):
    told = "import django; django.setup(); from django.conf import settings; print(settings.MIDDLEWARE[0])"
    done = subprocess.run([sys.executable, "-c", told], cwd=tmp_path, env=os.environ, capture_output=True, text=True)
    assert done.stdout.strip() == f"{Compared.__module__}.{Compared.__qualname__}", done.stderr
