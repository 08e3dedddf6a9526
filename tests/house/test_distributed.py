"""What Citus asks of tables and statements (docs/guides/citus.md): kept while there is no Citus to refuse them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import CompositePrimaryKey
from tests.acts import move, photo, report, to_state
from tests.api.test_lists import ASKED, V, holder
from tests.conftest import NOW

from wangge.cases.actions import close_by_rule, watch
from wangge.journal.actions import can_distribute, distribute, leaving, let_in, spread_models
from wangge.journal.actions.distributing import FIRST, SHARD
from wangge.journal.actions.privileges import TAKEN
from wangge.journal.listeners import deliver
from wangge.site.wiring import LISTENERS

LARGE = spread_models()
TABLES = {model._meta.db_table for model in LARGE}
SMALL = {
    # beside the journal
    "journal_reading",
    # places and people
    "places_area", "places_building", "places_component", "places_formername", "places_areapast", "places_succession",
    "places_feature", "orgs_unit", "orgs_jointoffice", "orgs_jointoffice_units", "orgs_person", "orgs_grant",
    "orgs_duty", "orgs_account", "orgs_session",
    # what is set, in editions
    "clock_calendar", "clock_calendarversion", "catalogue_major", "catalogue_kind", "catalogue_kindoptions",
    "catalogue_flowoptions",
    "catalogue_control", "catalogue_routingedition", "cases_solvingoptions", "cases_draw", "notices_noticetext",
    # Django's own and of axes
    "django_content_type", "auth_permission", "auth_group", "auth_group_permissions", "axes_accessattempt",
    "axes_accesslog", "axes_accessfailurelog", "axes_accessattemptexpiration",
}  # fmt: skip
"""Tables that stay on the coordinator."""
ALL_DISTRICTS = {
    r'"cases_report"."code" =': "a tracking code says nothing of its district",
    r'"cases_case"."look_at" <=': "the watch sweeps all districts by the time that is due",
    r'"cases_case"."close_at" <=': "cases that a rule closes are swept in the same way",
    r'"notices_notice"."state" = ': "notices that wait are sent whatever their district",
    r'FROM "journal_counter" ORDER BY 1': "which districts there are",
    r'FROM "journal_counter"$': "how far all districts are",
    r'"files_upload"."sha256" =': "bytes are shared by all districts: whether another upload has the same ones",
    r'"files_upload"."state" = ': "uploads begun and never ended are swept away, of all districts",
}
"""Statements that ask every machine, each with its reason."""


def test_every_table_is_large_or_small_and_said_to_be():
    every = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert every - TABLES - SMALL == set(), "say in SMALL why it may stay on one machine, or give it the district's key"
    assert SMALL - every == set()


def test_every_key_and_every_unique_constraint_of_a_large_table_holds_the_district():
    for model in LARGE:
        pk = model._meta.pk
        names = pk.field_names if isinstance(pk, CompositePrimaryKey) else (pk.name,)
        assert names[0] == SHARD, model
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                assert SHARD in constraint.fields, constraint.name
        assert [f.name for f in model._meta.local_fields if f.unique and not f.primary_key] == [], model
        assert not model._meta.unique_together, model


def test_no_large_table_points_at_another_and_ids_come_from_the_application():
    for model in LARGE:
        for field in model._meta.local_fields:
            assert not field.is_relation, f"{model.__name__}.{field.name}: keep an id, not a foreign key"
            assert not isinstance(field, models.AutoField), f"{model.__name__}.{field.name}"
    for small in apps.get_models():
        for field in small._meta.local_fields:
            assert not field.is_relation or field.related_model not in LARGE, f"{small.__name__}.{field.name}"


def test_what_triggers_guard_is_guarded_by_privileges_too():
    guarded = {model._meta.db_table for model in TAKEN}
    assert guarded == {"journal_entry", "journal_receipt", "journal_anchor", "journal_content"}
    assert guarded <= TABLES


# --- statements


def faults_of(sql: str) -> list[str]:
    """What Citus would refuse in a statement, or ask every machine for."""
    said = " ".join(sql.split())
    found = re.findall(r'(?:FROM|JOIN|UPDATE|INTO) "?(\w+)"?(?: (?:AS )?"?([TUVW]\d+|U\d+|block_\d+)"?)?', said)
    names = {(table, alias or table) for table, alias in found if table in TABLES}
    if not names or said.startswith(("EXPLAIN", "CREATE", "DROP", "SAVEPOINT", "RELEASE", "ROLLBACK")):
        return []
    faults = []
    beside = {table for table, _ in found if table in SMALL}
    joined = [table for table in beside if re.search(rf'JOIN "{table}"', said)]
    if joined:
        faults.append(f"joins {joined} with a large table")
    for table, alias in names:
        if said.startswith("INSERT") and re.match(rf'INSERT (?:OR IGNORE )?INTO "?{table}"? \("?[^)]*district', said):
            continue
        own = rf'"?{alias}"?\."district"'
        named = rf"{own} (?:=|IN) |= \(?{own}|\({own}, "
        if re.search(rf"(?:FROM|UPDATE|INTO) {table} ", said):
            named += "|district = "
        if not re.search(named, said) and not any(re.search(allowed, said) for allowed in ALL_DISTRICTS):
            faults.append(f"does not name the district of {alias}")
    if "FOR UPDATE" in said and not re.search(r'"district" = |"district" IN \([^,)]*\)', said):
        faults.append("locks rows of more than one district")
    return faults


@contextmanager
def watched() -> Iterator[dict[str, list[str]]]:
    """Collects the faults of every statement that is sent meanwhile."""
    found: dict[str, list[str]] = {}

    def look(execute, sql, params, many, context):
        if faults := faults_of(sql):
            found[sql] = faults
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found


def test_the_eye_sees_what_it_should():
    case = 'SELECT "cases_case"."id" FROM "cases_case" WHERE '
    assert faults_of(case + '"cases_case"."id" = %s') == ["does not name the district of cases_case"]
    assert faults_of(case + '"cases_case"."district" = %s AND "cases_case"."id" = %s FOR UPDATE') == []
    both = '"cases_case"."district" IN (%s, %s) FOR UPDATE'
    assert faults_of(case + both) == ["locks rows of more than one district"]
    inner = 'EXISTS(SELECT 1 FROM "cases_report" U0 WHERE U0."case" = "cases_case"."id")'
    assert "does not name the district of U0" in faults_of(case + '"cases_case"."district" = %s AND ' + inner)
    assert faults_of('SELECT 1 FROM "cases_case" INNER JOIN "orgs_unit" ON 1 = 1 WHERE "cases_case"."district" = %s')
    assert faults_of('INSERT INTO "cases_case" ("district", "id") VALUES (%s, %s)') == []
    assert faults_of('INSERT INTO "cases_case" ("id") VALUES (%s)') == ["does not name the district of cases_case"]
    assert faults_of('SELECT 1 FROM "orgs_unit"') == []


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize("post", ["units", "communities", "grids"])
def test_every_list_names_the_district_of_what_it_reads(post, actor):
    case = to_state("handling", actor)["id"]
    calls = holder(post, 3)
    with watched() as found:
        for path in ASKED.values():
            calls("GET", V + path.format(case=case))
    assert found == {}


@pytest.mark.both
@pytest.mark.django_db
def test_every_act_names_the_district_of_what_it_changes(actor, monkeypatch):
    """Where tables are spread each is written by a statement of its own."""
    monkeypatch.setattr(leaving, "is_spread", lambda store: True)
    clerk, worker = actor("community"), actor("worker")
    with watched() as found:
        told = report(words="井盖坏了", phone="13912345678").body
        other = report(worker, photos=[UUID(photo(worker))]).body["case"]
        move(clerk, told["case"], "accept")
        move(clerk, told["case"], "merge", into=other["id"])
        for state in ("handling", "checking", "closed", "declined"):
            to_state(state, actor)
        deliver(LISTENERS)
        watch(NOW)
        close_by_rule(NOW)
    assert found == {}


# --- the profile


def test_nothing_happens_where_tables_are_not_spread(own_database):
    assert not can_distribute()
    assert distribute() is None


test_nothing_happens_where_tables_are_not_spread = pytest.mark.both(test_nothing_happens_where_tables_are_not_spread)

RECORDER = """
CREATE TABLE pg_dist_partition (number serial, logicalrel regclass, beside text);
CREATE FUNCTION create_distributed_table(given regclass, by text, colocate_with text DEFAULT 'default')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = given AND NOT tgisinternal) THEN
    RAISE EXCEPTION 'triggers are not supported on distributed tables';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = given AND attname = by) THEN
    RAISE EXCEPTION 'no such column';
  END IF;
  IF EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = given AND i.indisunique AND NOT EXISTS (
      SELECT 1 FROM pg_attribute a WHERE a.attrelid = given AND a.attname = by AND a.attnum = ANY (i.indkey))) THEN
    RAISE EXCEPTION 'cannot create constraint: it does not include the partition column';
  END IF;
  IF colocate_with <> 'default' AND NOT EXISTS (
      SELECT 1 FROM pg_dist_partition WHERE logicalrel = colocate_with::regclass) THEN
    RAISE EXCEPTION 'relation % is not distributed', colocate_with;
  END IF;
  INSERT INTO pg_dist_partition (logicalrel, beside) VALUES (given, colocate_with);
END $$;
"""
"""A stand-in for Citus that refuses what Citus refuses, so that the statements are really carried out."""


@pytest.mark.both
def test_the_large_tables_are_spread_beside_the_counter_and_only_once(own_database, actor):
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(RECORDER)
    assert distribute() == len(LARGE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT logicalrel::text, beside FROM pg_dist_partition ORDER BY number")
        sent = cursor.fetchall()
    assert sent[0] == ("journal_counter", "default")
    assert {table for table, _ in sent} == TABLES
    assert {beside for _, beside in sent[1:]} == {FIRST._meta.db_table}
    assert distribute() == 0
    case = report().body["case"]
    move(actor("community"), case, "accept")
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE wangge_spread_server LOGIN")
        try:
            let_in("wangge_spread_server")
            cursor.execute(
                "SELECT has_table_privilege('wangge_spread_server', 'journal_entry', 'UPDATE'), "
                "has_table_privilege('wangge_spread_server', 'journal_entry', 'INSERT'), "
                "has_table_privilege('wangge_spread_server', 'journal_content', 'DELETE')"
            )
            assert cursor.fetchone() == (False, True, False)
        finally:
            cursor.execute("DROP OWNED BY wangge_spread_server; DROP ROLE wangge_spread_server")
