"""The shape of every error that a person sees; the errors live beside what raises them."""

from __future__ import annotations

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class UserError(Exception):
    """Something that was asked for cannot be done, told in the user's language.

    `code` is for programs and tests, `status` the HTTP status, `sentence` what the person
    reads: what happened and what to do next. Named fields of the sentence travel in `fields`.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    sentence: ClassVar[str | Promise] = _("処理できませんでした。もう一度お試しください。")

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.code)

    @property
    def text(self) -> str:
        """The sentence with its fields filled in, in the active language."""
        return str(self.sentence) % self.fields if self.fields else str(self.sentence)

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


class NotFound(UserError):
    """The row does not exist for this person; whether it exists at all is not told."""

    code = "not_found"
    status = 404
    sentence = _("見つかりませんでした。削除されたか、閲覧する権限がありません。")


class Forbidden(UserError):
    """The person is signed in but does not hold the role."""

    code = "forbidden"
    status = 403
    sentence = _("この操作をする権限がありません。必要な場合は管理者に相談してください。")
