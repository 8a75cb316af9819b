"""運転免許証番号: 12 digits, the first two a public safety commission (10 to 97).

The check digit was never officially published: it is not used.
"""

from __future__ import annotations

import re

from nezuku.guard.detectors.shapes import NumberShape

SHAPE = NumberShape(
    kind="drivers_licence",
    begins_anywhere=True,
    pattern=re.compile(
        r"(?P<value>(?:第\s?)?(?<![0-9A-Za-z])(?:[0-9]{4}(?P<gap>[- "
        r"]?)[0-9]{4}(?P=gap)[0-9]{4}|[0-9]{2}[- ][0-9]{2}[- ][0-9]{6}[- "
        r"][0-9]{2})(?![0-9A-Za-z]|-[0-9])(?:(?<=第............)号|(?<=第.............)号|"
        r"(?<=第..............)号)?)"
    ),
)
