"""What is shown of a case: pictures that look the same, and what everybody may see."""

from django.db import models
from django.db.models import Q

from wangge.core.fields import CodeField
from wangge.core.ids import uuid7

SHOWN = Q(concealed_at=None)
"""Releases that everybody sees."""


class Twin(models.Model):
    """A pair of twins 图片重复: two pictures of different cases that look the same, listed for a person to look at.

    ``upload`` is the later one and belongs to ``case``, ``other`` the earlier one of ``other_case``. ``distance`` is in
    how many of 64 bits their hashes differ, ``exact`` that they are the same bytes. ``state`` is ``open`` until
    somebody has said that it is the ``same`` matter, a ``different`` picture, or an old one used ``again``; ``words``
    is the content id of what was said. Nothing follows from it by itself.
    """

    pk = models.CompositePrimaryKey("district", "id")
    district = CodeField(max_length=6)
    id = models.UUIDField(default=uuid7)
    upload = models.UUIDField()
    other = models.UUIDField()
    case = models.UUIDField()
    other_case = models.UUIDField()
    distance = models.SmallIntegerField()
    exact = models.BooleanField()
    state = models.CharField(max_length=12, default="open")
    found_at = models.DateTimeField()
    looked_by = models.UUIDField(null=True)
    looked_at = models.DateTimeField(null=True)
    words = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "upload", "other"], name="cases_twin_one_pair")]
        indexes = [
            models.Index(fields=["district", "id"], name="cases_twin_open", condition=Q(state="open")),
            models.Index(fields=["district", "id"], name="cases_twin_judged", condition=~Q(state="open")),
        ]


class Release(models.Model):
    """What everybody may see of a case 公开: nothing but this, and only while ``concealed_at`` is empty.

    ``words`` is the content id of its words as masked and approved; ``photos`` are copies with faces and plates made
    unreadable, as ``[{id, of}]``: the copy and the picture it was made of. ``lat`` and ``lng`` are what
    may be told of the point, rounded where somebody may live there; ``kind`` and ``area`` those of that moment.
    """

    pk = models.CompositePrimaryKey("district", "id")
    district = CodeField(max_length=6)
    id = models.UUIDField(default=uuid7)
    case = models.UUIDField()
    kind = models.CharField(max_length=24, blank=True)
    area = CodeField(max_length=18)
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)
    words = models.UUIDField(null=True)
    photos = models.JSONField(default=list)
    released_by = models.UUIDField()
    released_at = models.DateTimeField()
    concealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "case"], name="cases_release_one_case")]
        indexes = [
            models.Index(fields=["district", "lat", "lng"], name="cases_release_point", condition=SHOWN),
            models.Index(fields=["district", "released_at"], name="cases_release_newest", condition=SHOWN),
        ]
