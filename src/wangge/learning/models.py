"""What was suggested, what people chose, and what it turned out to be."""

from django.db import models
from django.db.models import Q

from wangge.core.fields import CodeField


class Suggestion(models.Model):
    """A suggestion 建议 for a case, made when it was reported: kinds and units with their shares, no words.

    ``offered`` is ``{"kinds": [{"code", "share"}], "units": [{"id", "share"}]}``; ``first`` the likeliest kind,
    ``abstained`` whether it was not sure enough to be put forward. ``by`` is ``model``, with its id in ``model``, or
    ``catalogue`` (its usual words). ``chosen`` is the kind that people gave the case last, ``outcome`` its kind when
    it was closed and ``unit`` who ended it then.
    """

    pk = models.CompositePrimaryKey("district", "case")
    district = CodeField(max_length=6)
    case = models.UUIDField()
    offered = models.JSONField()
    by = models.CharField(max_length=10)
    model = models.UUIDField(null=True)
    first = models.CharField(max_length=24, blank=True)
    abstained = models.BooleanField()
    offered_at = models.DateTimeField()
    chosen = models.CharField(max_length=24, blank=True, default="")
    chosen_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=24, blank=True, default="")
    unit = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["district", "model", "offered_at"],
                name="learning_suggestion_model",
                condition=Q(model__isnull=False),
            )
        ]
