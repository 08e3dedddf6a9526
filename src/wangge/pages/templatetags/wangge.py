"""What templates may say: words in the reader's language, signs and times."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from wangge.catalogue.rules import MATTERS, SORTS
from wangge.core.words import Say
from wangge.pages import rules
from wangge.pages.steps import OF_ITSELF, STEPS
from wangge.pages.texts import GROUPS, TEXTS

register = template.Library()
ZONE = ZoneInfo(settings.DISTRICT_ZONE)


def _language(context: RequestContext | dict[str, Any]) -> str:
    return str(context.get("language", "zh"))


@register.simple_tag(takes_context=True)
def t(context: dict[str, Any], name: str) -> str:
    """The text of a name in the reader's language."""
    return TEXTS[name].to(_language(context))


@register.simple_tag(takes_context=True)
def say(context: dict[str, Any], pair: Any) -> str:
    """A ``Say`` or ``{"zh", "en"}`` in the reader's language; empty for None."""
    if not pair:
        return ""
    if isinstance(pair, Say):
        return pair.to(_language(context))
    return str(pair["en" if _language(context) == "en" else "zh"])


def _moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


@register.simple_tag(takes_context=True)
def when(context: dict[str, Any], value: Any) -> SafeString:
    """A time in people's words, with the exact one for machines."""
    moment = _moment(value)
    words = rules.moment_words(moment, timezone.now(), ZONE).to(_language(context))
    return format_html('<time datetime="{}">{}</time>', moment.astimezone(ZONE).isoformat(timespec="seconds"), words)


@register.simple_tag(takes_context=True)
def due(context: dict[str, Any], case: dict[str, Any]) -> SafeString:
    """How much time is left: shape, words and colour. Nothing for a case without a limit."""
    language = _language(context)
    if case["ended_at"]:
        words = rules.moment_words(_moment(case["ended_at"]), timezone.now(), ZONE).to(language)
        return format_html('<span class="due ok">{}{}</span>', mark_safe(rules.clock_svg("done", 1)), words)  # noqa: S308
    if case.get("stopped") or "pooled" in case.get("marks", ()):
        sign = mark_safe(rules.clock_svg("hold", 0))  # noqa: S308
        return format_html('<span class="due hold">{}{}</span>', sign, GROUPS["ran"]["stop"].to(language))
    if not case["due_at"]:
        return mark_safe("")
    now, limit, begun = timezone.now(), _moment(case["due_at"]), _moment(case["clock_from"])
    tone, words_pair = rules.due_words(limit, now, ZONE)
    share = (now - begun) / (limit - begun) if limit > begun else 1.0
    sign = mark_safe(rules.clock_svg(tone, share))  # noqa: S308
    mark = TEXTS["provisional_mark"].to(language) if case.get("provisional") else ""
    return format_html('<span class="due {}">{}{}{}</span>', tone, sign, words_pair.to(language), mark)


@register.simple_tag(takes_context=True)
def quarter(context: dict[str, Any], case: dict[str, Any], size: str = "") -> SafeString:
    """The sign of a case's progress."""
    state = say(context, case["state_label"])
    label = TEXTS["step_of"].to(_language(context)).format(n=max(case["quarter"], 0), state=state)
    return mark_safe(  # noqa: S308
        rules.quarter_svg(
            case["quarter"], state=case["state"], label=template.defaultfilters.force_escape(label), size=size
        )
    )


@register.simple_tag(takes_context=True)
def verb(context: dict[str, Any], entry: dict[str, Any], labels: dict[tuple[str, str], Any]) -> str:
    """What an entry says happened."""
    name = entry["verb"]
    if name in STEPS:
        return STEPS[name].to(_language(context))
    return say(context, labels.get((name.removeprefix("case."), entry["was"])))


@register.simple_tag(takes_context=True)
def t_of(context: dict[str, Any], group: str, name: str) -> str:
    """The text of a name within a group, such as what a mark of a clock is called."""
    return GROUPS[group][name].to(_language(context))


@register.simple_tag(takes_context=True)
def mark_name(context: dict[str, Any], name: str) -> str:
    """What a side mark is called."""
    return MATTERS.marks[name].to(_language(context))


@register.simple_tag(takes_context=True)
def sort_name(context: dict[str, Any], name: str) -> str:
    """What a request or an order is for."""
    return SORTS[name].to(_language(context))


@register.filter
def by_itself(verb: str) -> bool:
    """Whether an entry tells of what nobody did: time passed, or the ground changed around the case."""
    return verb in OF_ITSELF


@register.filter
def supervises(actor: Any) -> bool:
    """Whether the reader has a desk."""
    return bool(actor and actor.may("case.supervise"))


@register.filter
def app_of(actor: Any) -> str:
    """Where the reader's app is: the phone's for whoever looks after grids only, else the desk."""
    return "/worker/" if {held.post for held in actor.grants} <= {"grid_worker"} else "/desk/"


@register.simple_tag(takes_context=True)
def exactly(context: dict[str, Any], value: Any) -> SafeString:
    """A moment to the minute, with its weekday: 11 月 25 日 周三 12:00."""
    moment = _moment(value)
    words = rules.exact_words(moment, timezone.now(), ZONE).to(_language(context))
    return format_html('<time datetime="{}">{}</time>', moment.astimezone(ZONE).isoformat(timespec="seconds"), words)


@register.simple_tag
def minute(value: Any) -> str:
    """A moment to the minute with its year, as documents write it: 2026-11-25 12:00."""
    return _moment(value).astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


@register.simple_tag(takes_context=True)
def shows(context: dict[str, Any], names: dict[str, str], file: str) -> str:
    """What a picture shows: before or after the work."""
    return TEXTS[names.get(file, "shows_other")].to(_language(context))


@register.simple_tag(takes_context=True)
def promised(context: dict[str, Any], case: dict[str, Any]) -> str:
    """The due time of a case as a promise in full words: 11 月 24 日 周二 10:42, and whether it is provisional."""
    language = _language(context)
    mark = TEXTS["provisional_mark"].to(language) if case.get("provisional") else ""
    return rules.promise_words(_moment(case["due_at"]), ZONE).to(language) + mark


@register.simple_tag(takes_context=True)
def device(context: dict[str, Any], agent: str) -> str:
    """What a browser calls itself, short enough to recognise one's own."""
    return rules.device_words(agent).to(_language(context))
