"""What kinds of matters there are."""

from django.db import models


class Kind(models.Model):
    """A kind of case 案由: class, names, the flow it plays and its time limit for handling, such as ``5 工作日``.

    ``code`` is ``C`` or ``E`` (component 部件, event 事件) with two digits of the major and two of the minor class
    after GB/T 30428.2. ``words`` are usual words that find it, separated by spaces.
    """

    code = models.CharField(primary_key=True, max_length=24)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    flow = models.CharField(max_length=24, default="matters")
    limit = models.CharField(max_length=24)
    words = models.CharField(max_length=200, blank=True)
    usual = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=100)
