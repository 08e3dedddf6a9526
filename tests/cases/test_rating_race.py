"""Two ratings of one report at the same moment."""

from threading import Thread
from uuid import UUID, uuid4

import pytest
from django.db import connection
from tests.acts import to_state, whole
from tests.conftest import NOW

from wangge.cases import actions
from wangge.cases.models import Report
from wangge.core.refusals import NotNow

pytestmark = pytest.mark.both


def test_of_many_at_once_one_is_kept(own_database, actor):
    case, said = to_state("closed", actor), []
    code = Report.objects.get(case=UUID(case["id"])).code

    def once(stars: int) -> None:
        try:
            answer = actions.rate(
                code=code, solved=True, answered=True, satisfied=stars, words="", key=str(uuid4()), at=NOW
            )
            said.append(answer.body["satisfied"])
        except NotNow as refusal:
            said.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=once, args=(stars,)) for stars in (1, 3, 4, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (kept,) = [stars for stars in said if stars != "rated_already"]
    assert len(said) == 4 and Report.objects.get(code=code).satisfied == kept
    assert whole(case)
