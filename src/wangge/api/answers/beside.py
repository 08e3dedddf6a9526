"""What goes on beside the stages of a case: tasks, requests and orders."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime
from typing_extensions import TypeAliasType

from wangge.api.answers.clocks import Light
from wangge.api.answers.shapes import Coded, Label, Named, Shape

TaskRole = TypeAliasType("TaskRole", Literal["co", "arrive"])
TaskState = TypeAliasType("TaskState", Literal["open", "done", "withdrawn", "objected"])
RequestState = TypeAliasType("RequestState", Literal["asked", "supported", "granted", "refused", "withdrawn"])
Sort = TypeAliasType("Sort", Literal["extension", "pool", "appeal", "timeout", "leader", "important"])


class Arrival(Shape):
    """Where and when somebody arrived, and how many metres from the case's point."""

    lat: float | None
    lng: float | None
    metres: int | None
    happened_at: AwareDatetime


class Task(Shape):
    """A task of a unit beside the lead. ``asked`` is what for, ``words`` what came of it."""

    id: UUID
    unit: Named
    role: TaskRole
    role_label: Label
    state: TaskState
    state_label: Label
    since: AwareDatetime
    given_by: Named
    due_at: AwareDatetime | None
    light: Light | None
    on_time: bool | None
    seen_at: AwareDatetime | None
    unseen: bool
    done_at: AwareDatetime | None
    asked: str | None
    words: str | None
    arrival: Arrival | None


class SortName(Shape):
    """What a request or an order is for."""

    code: Sort
    label: Label


class RequestStateName(Shape):
    """How far a request has come."""

    code: RequestState
    label: Label


class Step(Shape):
    """Who took a step and when; ``by`` may be empty."""

    by: str
    at: AwareDatetime


class Request(Shape):
    """A request: who asks for what, its support and decision; null what has not happened or was erased."""

    id: UUID
    sort: SortName
    state: RequestStateName
    asker: Named
    review_on: date | None
    words: str | None
    asked: Step
    supported: Step | None
    decided: Step | None
    reply: str | None


class Order(Shape):
    """An order of a desk above, until when it is to be answered, and its answer."""

    id: UUID
    sort: SortName
    desk: Coded
    to: Named
    words: str | None
    ordered: Step
    due_at: AwareDatetime
    answered: Step | None
    reply: str | None
