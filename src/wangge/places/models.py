"""Where things are."""

from django.db import models

from wangge.core.fields import CodeField


class Area(models.Model):
    """An area 地域 known by its code; its parent is the code without the last level's digits.

    ``outline`` is a GeoJSON Polygon or MultiPolygon in WGS-84, longitude before latitude, or null.
    A code that has ended keeps its row; ``Succession`` says what followed. ``administered_by`` names the authority
    where that is not the district's own. ``households`` is how many live there, where that was counted.
    """

    code = CodeField(max_length=18, primary_key=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    outline = models.JSONField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    administered_by = models.CharField(max_length=60, blank=True)
    households = models.IntegerField(null=True)


class Building(models.Model):
    """A building or stairwell 楼道 whose code hangs at its door; it lies in one grid."""

    code = CodeField(max_length=32, primary_key=True)
    grid = CodeField(max_length=18)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=120)
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["grid"], name="places_building_grid")]


class Component(models.Model):
    """A component 部件: a lamp, a cover, a bin; its code hangs on it (district, class, six digits; GB/T 30428.2)."""

    code = CodeField(max_length=32, primary_key=True)
    kind = models.CharField(max_length=24)
    grid = CodeField(max_length=18)
    name = models.CharField(max_length=80)
    lat = models.FloatField()
    lng = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["grid"], name="places_component_grid")]


class FormerName(models.Model):
    """What an estate, a road or an area was called before, or is called by everybody (曾用名、俗称)."""

    district = CodeField(max_length=6)
    former = models.CharField(max_length=80)
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "former"], name="places_former_one_name")]


class AreaPast(models.Model):
    """How an area that keeps its code was called and outlined before, and until which day (included)."""

    code = CodeField(max_length=18)
    name = models.CharField(max_length=60)
    outline = models.JSONField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["code", "valid_from"], name="places_areapast_code")]


class Succession(models.Model):
    """Which areas took the place of one that ended on a day (沿革). A split has several rows."""

    old = CodeField(max_length=18)
    new = CodeField(max_length=18)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="places_succession_once")]


class Feature(models.Model):
    """A feature of the ground 地物 that a map shows and that has no code: a river, a park, a road, a house's footprint.

    ``kind`` and ``rank`` (1 the most important of its kind) say from which zoom on it is drawn (``rules.maps``);
    ``geometry`` is GeoJSON in WGS-84, and the four edges are those of its box.
    """

    district = CodeField(max_length=6)
    kind = CodeField(max_length=12)
    rank = models.SmallIntegerField()
    name = models.CharField(max_length=80, blank=True)
    geometry = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["district", "kind", "rank"], name="places_feature_kind")]
