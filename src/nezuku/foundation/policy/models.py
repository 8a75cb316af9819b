"""What may be typed, what is masked, which models answer: the company's decisions as rows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.people.models import Department
from nezuku.foundation.policy.differences import ClassText, ExampleText


class InformationClass(models.Model):
    """One of the three levels, in the company's own words. The versions before stay."""

    level = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    name = models.CharField(_("区分の名前"), max_length=60)
    rule = models.TextField(_("扱い方"))
    contact = models.CharField(_("迷ったときの相談先"), max_length=100, blank=True)
    changed_at = models.DateTimeField()
    changed_by_name = models.CharField(max_length=100)
    reason = models.CharField(_("変更の理由"), max_length=200, blank=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["level", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["level", "version"], name="class_version"),
            models.UniqueConstraint(
                fields=["level"], condition=models.Q(is_current=True), name="class_current"
            ),
            models.CheckConstraint(condition=models.Q(level__in=[1, 2, 3]), name="class_level"),
        ]

    def as_text(self) -> ClassText:
        """What this version says, with its examples in their order."""
        return ClassText(
            name=self.name,
            rule=self.rule,
            contact=self.contact,
            examples=tuple(ExampleText(e.mark, e.text, e.note) for e in self.examples.all()),
        )


class ClassExample(models.Model):
    """A concrete example of a version of a class, with its mark."""

    class Mark(models.TextChoices):
        OK = "ok", _("◯ 入力してよい")
        CONDITION = "condition", _("△ 条件つき")
        NO = "no", _("× 入力しない")

    information_class = models.ForeignKey(
        InformationClass, on_delete=models.CASCADE, related_name="examples"
    )
    mark = models.CharField(max_length=10, choices=Mark)
    text = models.CharField(_("例"), max_length=200)
    note = models.CharField(_("理由や条件"), max_length=200, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]


class GuardPolicy(models.Model):
    """The guard's policy as data (`nezuku.guard.Policy.to_dict`); the newest row is in force."""

    version = models.PositiveIntegerField(unique=True)
    settings = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by_name = models.CharField(max_length=100)
    reason = models.CharField(_("変更の理由"), max_length=200, blank=True)


class Term(models.Model):
    """A word of the company's own dictionary: a customer, a partner, a code name ...

    `kind` is a kind of the guard. `folded` is the form under which two spellings are the same;
    `searched` holds all its folded spellings, one per line, for the search field; `spellings`
    counts the text and its aliases, as the guard does.
    """

    class Kind(models.TextChoices):
        CLIENT = "client", _("顧客・取引先")
        PROJECT = "project", _("案件・プロジェクト名")
        PRODUCT = "product", _("未発表の製品・サービス")
        PERSON = "person", _("人名")
        OTHER = "company_term", _("その他の社内用語")

    text = models.CharField(_("用語"), max_length=200)
    folded = models.CharField(max_length=200)
    searched = models.TextField()
    kind = models.CharField(_("種類"), max_length=20, choices=Kind, default=Kind.CLIENT)
    level = models.PositiveSmallIntegerField(_("情報区分"), default=2)
    aliases = models.JSONField(_("別の書き方"), default=list)
    spellings = models.PositiveSmallIntegerField(default=1)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["folded", "kind"], name="term_once"),
            models.CheckConstraint(condition=models.Q(level__in=[2, 3]), name="term_level"),
        ]
        # Every page of the list and every search walks one of these from end to end at most,
        # never the table: a million terms stay quick.
        indexes = [
            models.Index(fields=["kind", "folded"], name="term_kind"),
            models.Index(fields=["level", "folded", "kind"], name="term_level_order"),
            models.Index(
                fields=["folded", "kind"],
                condition=models.Q(spellings__gt=1),
                name="term_with_aliases",
            ),
        ]


class DictionaryVersion(models.Model):
    """Counts the changes of the dictionary, so that every process knows when to read it again.

    `token` is drawn anew at each change: unlike the count it never comes back with other
    terms, whatever backup is restored, so what was compiled can be kept under its name.
    """

    value = models.PositiveBigIntegerField(default=0)
    token = models.CharField(max_length=32, blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_dictionary")]


class TermImport(models.Model):
    """A list that was uploaded and looked through, waiting for a person to say yes.

    `rows` is compressed JSON of what would be written, `summary` what the preview shows.
    """

    id = models.CharField(primary_key=True, max_length=32)
    member_id = models.BigIntegerField(null=True)
    file_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    rows = models.BinaryField()
    summary = models.JSONField()


class ModelConnection(models.Model):
    """A vendor's address with its sealed key.

    The key is sealed together with the address: a row whose address was changed behind the
    product's back opens to nothing (`sealing.py`).
    """

    label = models.CharField(_("名前"), max_length=100)
    preset = models.CharField(max_length=20)
    base_url = models.CharField(_("接続先"), max_length=300)
    sealed_key = models.BinaryField(default=b"")
    key_hint = models.CharField(max_length=12, blank=True)
    is_local = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    check_problem = models.CharField(max_length=40, blank=True)


class OfferedModel(models.Model):
    """A model that members may choose. Prices in millionths of a US dollar per million tokens.

    `max_level` is the highest information class whose (masked) text may go there. Without
    departments everybody may use it.
    """

    connection = models.ForeignKey(ModelConnection, on_delete=models.CASCADE, related_name="models")
    name = models.CharField(_("モデル名"), max_length=200)
    public_name = models.CharField(_("表示名"), max_length=100, unique=True)
    note = models.CharField(_("使いどころ"), max_length=200, blank=True)
    max_level = models.PositiveSmallIntegerField(_("入力できる情報区分"), default=2)
    price_in = models.PositiveBigIntegerField(null=True, blank=True)
    price_out = models.PositiveBigIntegerField(null=True, blank=True)
    accepts_images = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)
    order = models.PositiveIntegerField(default=0)
    departments = models.ManyToManyField(Department, blank=True, related_name="+")

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "name"], name="model_once"),
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default"
            ),
        ]


class UsagePolicy(models.Model):
    """Limits of the door that are one for the company."""

    requests_per_minute = models.PositiveIntegerField(default=60)
    max_input_characters = models.PositiveIntegerField(default=200_000)
    allow_images = models.BooleanField(default=False)
    members_may_make_keys = models.BooleanField(default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_usage_policy")]
