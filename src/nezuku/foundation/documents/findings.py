"""What a reader comes upon besides text, counted while it reads and told in notices at the end.

Owns the counting. The sentences are in `notices`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from nezuku.foundation.documents.notices import Notice, notice


@dataclass(slots=True)
class Findings:
    """Counters of one reading; each that is not zero becomes the notice of that name.

    `pages` counts pages, slides or sheets; `others` are notices that need more than a count.
    """

    hidden_text: int = 0
    deleted_text: int = 0
    comments: int = 0
    images_not_read: int = 0
    objects_not_read: int = 0
    parts_not_read: int = 0
    formulas_uncalculated: int = 0
    pages: int = 1
    others: list[Notice] = field(default_factory=list)

    def notices(self) -> tuple[Notice, ...]:
        """This will give one notice for each thing found."""
        names = [item.name for item in fields(self) if item.name not in ("pages", "others")]
        counts = [(name, int(getattr(self, name))) for name in names]
        return (*self.others, *(notice(name, count=count) for name, count in counts if count))
