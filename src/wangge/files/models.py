"""What was sent along."""

from django.db import models

from wangge.core.fields import CodeField
from wangge.core.ids import uuid7

MADE = models.Q(made_of__isnull=False)
"""Copies that were made of other pictures."""

ERASED = models.Q(state="erased") & ~models.Q(stored="")
"""Those whose bytes have yet to go."""


class Upload(models.Model):
    """A file 附件 on its way or kept: its own id, who sent it, what it turned out to be, and what it belongs to.

    ``state``: ``receiving``, ``ready``, ``refused`` or ``erased``. ``stored`` is the path below ``settings.FILES``;
    of an erased one it is kept until the bytes are deleted.
    ``facts`` is what the picture said of itself (taken_at, lat, lng, device) before it was made anew without it, and
    under ``mark`` what the phone's app says of it (``rules.Mark``): two voices, kept apart.
    ``subject`` (``case:<uuid>``) is empty until the file is attached; from then on ``shows`` says whether it is of
    ``before`` or ``after`` the work or ``other``, and ``happened_at`` when what it came with happened. ``made_of`` is
    the picture of which this one is a copy for everybody, with parts of it made unreadable.
    """

    pk = models.CompositePrimaryKey("district", "id")
    district = CodeField(max_length=6)
    id = models.UUIDField(default=uuid7)
    author = models.UUIDField()
    state = models.CharField(max_length=12, default="receiving")
    kind = models.CharField(max_length=8, blank=True)
    length = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=40, blank=True)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    stored = models.CharField(max_length=120, blank=True)
    facts = models.JSONField(default=dict)
    subject = models.CharField(max_length=60, blank=True)
    shows = models.CharField(max_length=8, default="other")
    happened_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    made_of = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="files_upload_open", condition=models.Q(state="receiving")),
            models.Index(fields=["sha256"], name="files_upload_sha"),
            models.Index(fields=["id"], name="files_upload_erased", condition=ERASED),
            models.Index(fields=["district", "subject", "id"], name="files_upload_subject"),
            models.Index(fields=["district", "made_of"], name="files_upload_copies", condition=MADE),
        ]


class PictureHash(models.Model):
    """A picture hash 图片指纹: what a picture looks like in 64 bits, by which the same one is found again.

    ``id`` is its upload's; ``value`` the whole hash, signed; ``b0`` to ``b3`` its bands of sixteen bits, each with an
    index, so that looking for twins reads about one row in a thousand: 1,000 of a million.
    """

    pk = models.CompositePrimaryKey("district", "id")
    district = CodeField(max_length=6)
    id = models.UUIDField()
    value = models.BigIntegerField()
    b0 = models.IntegerField()
    b1 = models.IntegerField()
    b2 = models.IntegerField()
    b3 = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["district", f"b{n}"], name=f"files_hash_b{n}") for n in range(4)]
