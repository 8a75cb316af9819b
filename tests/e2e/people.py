"""The people of the small company that the browser tests use."""

from __future__ import annotations

from nezuku.foundation.kit.permissions import Role

PASSWORD = "根づくまで育てる-2026"

PEOPLE = {
    "admin": ("管理 花子", "admin@example.co.jp", Role.ADMIN, "general"),
    "lead": ("推進 太郎", "lead@example.co.jp", Role.LEAD, "general"),
    "sponsor": ("責任 洋子", "sponsor@example.co.jp", Role.SPONSOR, "general"),
    "auditor": ("監査 次郎", "auditor@example.co.jp", Role.AUDITOR, "general"),
    "ambassador": ("営業 三郎", "ambassador@example.co.jp", Role.AMBASSADOR, "sales"),
    "member": ("社員 四郎", "member@example.co.jp", None, "sales"),
    "other": ("製造 五月", "other@example.co.jp", None, "factory"),
    "english": ("Alex Smith", "english@example.co.jp", None, "sales"),
    "advisor": ("顧問 六実", "advisor@example.co.jp", Role.ADVISOR, None),
    "leaver": ("退職 七海", "leaver@example.co.jp", None, "sales"),
}
