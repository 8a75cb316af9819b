"""The company, its departments, its members, their roles, invitations and API keys."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit import permissions


class Company(models.Model):
    """The one company of this instance."""

    name = models.CharField(_("会社名"), max_length=100)
    head_count = models.PositiveIntegerField(_("従業員数"), default=0)
    set_up_at = models.DateTimeField(null=True, blank=True)
    small_group = models.PositiveSmallIntegerField(default=5)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_company")]


class Department(models.Model):
    """A node of the tree. `head_count` is what the company says, members or not."""

    name = models.CharField(_("部門名"), max_length=100)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    head_count = models.PositiveIntegerField(_("人数"), default=0)
    order = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            # Two constraints each, because SQLite counts every NULL as different from the others.
            models.UniqueConstraint(
                fields=["parent", "name"],
                condition=models.Q(closed_at=None, parent__isnull=False),
                name="department_name_once",
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(closed_at=None, parent=None),
                name="department_name_once_on_top",
            ),
        ]


class MemberManager(BaseUserManager["Member"]):
    """Members by their address, which is kept in lower case."""

    def get_by_natural_key(self, username: str | None) -> Member:
        return self.get(email=(username or "").strip().lower())


class Member(AbstractBaseUser):
    """A person who signs in. Left employees are deactivated, never deleted: their facts stay.

    `session_epoch` is part of the session hash: raising it ends every session at once. `folded`
    holds name, kana, address and number as `rules.search_text` writes them, to be searched.
    """

    email = models.EmailField(_("メールアドレス"), max_length=254, unique=True)
    name = models.CharField(_("氏名"), max_length=100)
    kana = models.CharField(_("ふりがな"), max_length=100, blank=True)
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="members"
    )
    employee_number = models.CharField(_("社員番号"), max_length=40, blank=True)
    folded = models.CharField(max_length=500, default="", editable=False)
    locale = models.CharField(_("表示言語"), max_length=8, default="ja")
    is_active = models.BooleanField(default=True)
    session_epoch = models.PositiveIntegerField(default=0)
    joined_at = models.DateTimeField()
    deactivated_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[MemberManager] = MemberManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def get_session_auth_hash(self) -> str:
        """The value every session of this member carries; changes with password and epoch."""
        return salted_hmac(
            "nezuku.people.session", f"{self.password}:{self.session_epoch}", algorithm="sha256"
        ).hexdigest()

    def __str__(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """A role that a member holds, for one department if the role is scoped."""

    class Role(models.TextChoices):
        SPONSOR = permissions.Role.SPONSOR, _("責任者")
        LEAD = permissions.Role.LEAD, _("推進リーダー")
        AMBASSADOR = permissions.Role.AMBASSADOR, _("部門アンバサダー")
        ADMIN = permissions.Role.ADMIN, _("管理者")
        AUDITOR = permissions.Role.AUDITOR, _("監査担当")
        MEMBER = permissions.Role.MEMBER, _("社員")
        ADVISOR = permissions.Role.ADVISOR, _("伴走顧問")

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=12, choices=Role)
    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "role", "department"],
                condition=models.Q(department__isnull=False),
                name="scoped_role_once",
            ),
            models.UniqueConstraint(
                fields=["member", "role"], condition=models.Q(department=None), name="role_once"
            ),
        ]


class Invitation(models.Model):
    """A way in that was handed out: for one address, or a link that several people may use.

    The token is derived from `salt` with the instance's key file, so that an administrator can
    show the link again while the database alone gives nobody a way in; `token_hash` finds the row.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    salt = models.CharField(max_length=32)
    email = models.EmailField(_("メールアドレス"), max_length=254, blank=True)
    name = models.CharField(_("氏名"), max_length=100, blank=True)
    kana = models.CharField(_("ふりがな"), max_length=100, blank=True)
    employee_number = models.CharField(_("社員番号"), max_length=40, blank=True)
    domain = models.CharField(max_length=253, blank=True)
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    roles = models.JSONField(default=list)
    invited_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    uses_left = models.PositiveIntegerField(default=1)
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(revoked_at=None, uses_left__gt=0) & ~models.Q(email=""),
                name="invitation_open_once",
            )
        ]


class ImportDraft(models.Model):
    """A table that somebody uploaded and has not confirmed yet; kept for a day at most."""

    class Kind(models.TextChoices):
        MEMBERS = "members", _("社員")
        DEPARTMENTS = "departments", _("部門")

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    file_name = models.CharField(max_length=200)
    lines = models.JSONField()
    notices = models.JSONField(default=list)
    create_departments = models.BooleanField(default=False)
    created_at = models.DateTimeField()


class ApiKey(models.Model):
    """A key for /v1: of a member, or of an application that a member answers for.

    The key is shown once; `prefix` finds the row, `key_hash` proves the rest.
    """

    prefix = models.CharField(max_length=16, unique=True)
    key_hash = models.CharField(max_length=64)
    label = models.CharField(_("用途"), max_length=100)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="api_keys")
    is_application = models.BooleanField(default=False)
    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)


class AccessEpoch(models.Model):
    """One counter that moves when anybody's access changes; the door compares it per request."""

    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_access_epoch")]
