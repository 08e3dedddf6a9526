"""What happened, kept for good."""

from django.db import models

from wangge.core.fields import CodeField, TokensField
from wangge.core.ids import uuid7


class Counter(models.Model):
    """The last position given out in a district. One row a district, taken in the last statement before commit."""

    district = CodeField(max_length=6, primary_key=True)
    position = models.BigIntegerField(default=0)


class Entry(models.Model):
    """One thing that happened, in the order in which the district committed it. Never changed, never removed."""

    pk = models.CompositePrimaryKey("district", "position")
    district = CodeField(max_length=6)
    position = models.BigIntegerField()
    subject_kind = models.CharField(max_length=16)
    subject_id = models.UUIDField()
    seq = models.IntegerField()
    verb = models.CharField(max_length=40)
    actor = models.UUIDField()
    post = models.CharField(max_length=32, blank=True)
    was = models.CharField(max_length=24, blank=True)
    now = models.CharField(max_length=24, blank=True)
    key = models.CharField(max_length=64)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    content = models.JSONField(default=list)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "subject_kind", "subject_id", "seq"], name="journal_entry_one_seq"
            )
        ]


class Content(models.Model):
    """Words, a contact, an exact place or a file's mark, apart from the entry so that it can be erased."""

    pk = models.CompositePrimaryKey("district", "id")
    district = CodeField(max_length=6)
    id = models.UUIDField(default=uuid7)
    subject_kind = models.CharField(max_length=16)
    subject_id = models.UUIDField()
    field = models.CharField(max_length=16)
    body = models.BinaryField(null=True)
    salt = models.BinaryField(null=True, max_length=16)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["district", "subject_kind", "subject_id"], name="journal_content_subject")]


class Saying(models.Model):
    """A saying 所述: what a content says to a search, one token per character. ``id`` is the content's.

    Only of fields that are not sealed, without long numbers; deleted when its content is erased. Written by the room
    itself and by ``wangge search reindex``. On SQLite the table has a ``number`` besides (migration 0004).
    """

    pk = models.CompositePrimaryKey("district", "id")
    district = CodeField(max_length=6)
    id = models.UUIDField()
    subject_kind = models.CharField(max_length=16)
    subject_id = models.UUIDField()
    tokens = TokensField()

    class Meta:
        indexes = [models.Index(fields=["district", "subject_kind", "subject_id"], name="journal_saying_subject")]


class Head(models.Model):
    """The end of the chain of a subject that has no row of its own to keep it."""

    pk = models.CompositePrimaryKey("district", "subject_kind", "subject_id")
    district = CodeField(max_length=6)
    subject_kind = models.CharField(max_length=16)
    subject_id = models.UUIDField()
    seq = models.IntegerField()
    hash = models.BinaryField(max_length=32)


class Receipt(models.Model):
    """The answer once given to a command, so that the same key gets the same answer. Kept at least 400 days."""

    pk = models.CompositePrimaryKey("district", "author", "key")
    district = CodeField(max_length=6)
    author = models.UUIDField()
    key = models.CharField(max_length=64)
    digest = models.BinaryField(max_length=32)
    status = models.SmallIntegerField()
    answer = models.BinaryField()
    recorded_at = models.DateTimeField()


class Reading(models.Model):
    """How far a listener has come in a district."""

    listener = models.CharField(max_length=40)
    district = CodeField(max_length=6)
    position = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listener", "district"], name="journal_reading_one")]


class Anchor(models.Model):
    """An anchor 锚: a line of the district's signed list, made once a day over all chain ends that moved.

    ``day`` is the district's day that had ended; it covers the positions ``first`` to ``last``. ``previous`` is the
    SHA-256 of what was signed before it, ``key`` the public key of the signature (Ed25519). Never changed or removed.
    """

    pk = models.CompositePrimaryKey("district", "number")
    district = CodeField(max_length=6)
    number = models.IntegerField()
    day = models.DateField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    count = models.IntegerField()
    root = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    key = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["district", "last"], name="journal_anchor_last")]
