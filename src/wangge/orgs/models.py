"""Who there is: units, people, their grants, their accounts and sessions."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from wangge.core.fields import CodeField
from wangge.core.ids import uuid7


class Unit(models.Model):
    """A unit 部门/中心 that handles cases or leads those that do.

    ``kind`` is ``centre`` 中心, ``department`` 职能部门, ``agency`` 派驻机构 or ``outside`` 外部单位.
    ``parent`` is the unit above it in the line of command, ``area`` the area that it works in. ``phone`` is the number
    of its duty desk, for everybody to see, never a person's own; ``ended_on`` its last day.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = CodeField(max_length=6)
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    area = CodeField(max_length=18)
    kind = models.CharField(max_length=12, default="department")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="below")
    phone = models.CharField(max_length=20, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="orgs_unit_one_code")]


class JointOffice(models.Model):
    """A joint office 联合办公室: units that act together on the matters of an area."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = CodeField(max_length=6)
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    area = CodeField(max_length=18)
    units = models.ManyToManyField(Unit, related_name="offices")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="orgs_office_one_code")]


class Person(models.Model):
    """A person who holds posts. The telephone number is sealed; ``scope`` counts changes of the person's grants.

    ``staff_no`` is the number by which imported lists know the person; empty for the others. ``ended_on`` is the last
    day of somebody who leaves, ``handed_to`` whoever takes over the day after, until that day has come.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = CodeField(max_length=6)
    staff_no = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=40)
    phone = models.BinaryField(null=True)
    scope = models.IntegerField(default=1)
    ended_on = models.DateField(null=True, blank=True)
    handed_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="takes_over_from")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "staff_no"], name="orgs_person_one_staff_no", condition=~models.Q(staff_no="")
            )
        ]


class Grant(models.Model):
    """A post held by a person for an area or a unit, from one date to another (授岗).

    ``kinds`` are the beginnings of the codes of the kinds that the person looks after there, parted by spaces, such as
    ``C E05``; empty for every kind.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    district = CodeField(max_length=6)
    post = models.CharField(max_length=32)
    area = CodeField(max_length=18, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="grants")
    kinds = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["district", "area", "post"], name="orgs_grant_area")]


class Duty(models.Model):
    """A shift 排班 of a person for an area or a unit, from minute to minute, perhaps in somebody's place (代班)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = CodeField(max_length=6)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="duties")
    area = CodeField(max_length=18, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="duties")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    instead_of = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="stood_in_for")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="orgs_duty_ends_after_start"
            )
        ]
        indexes = [
            models.Index(fields=["district", "area", "starts_at"], name="orgs_duty_area"),
            models.Index(fields=["unit", "starts_at"], name="orgs_duty_unit"),
        ]


class Accounts(BaseUserManager["Account"]):
    """Django's own door to accounts; they are made by ``orgs.actions`` only."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """A log-in of a person. Whoever starts with a password set by somebody else must change it."""

    username = models.CharField(max_length=40, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    is_active = models.BooleanField(default=True)
    must_change = models.BooleanField(default=True)

    last_login = None  # type: ignore[assignment]
    USERNAME_FIELD = "username"
    objects: Any = Accounts()


class Session(models.Model):
    """A signed-in device. Only a hash of the token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sessions")
    token_hash = models.BinaryField(max_length=32, unique=True)
    device = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
