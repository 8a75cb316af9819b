"""Time the guard on texts made to be slow, at doubling sizes: the ratio should stay near two.

python -m bench.guard.growth [characters]
"""

from __future__ import annotations

import sys
import time

from nezuku.guard import Guard

UNITS = {
    "letters": "佐藤太郎様、お世話になっております。03-1234-5678です。\n",
    "no spaces": "あ",
    "kanji": "市区町村県都道府郡",
    "digits": "1",
    "digit groups": "1234-",
    "brackets": "《[<（",
    "latin": "a",
    "latin words": "Aa ",
    "at signs": "a@a.",
    "assignments": "password=",
    "secrets": "secret_key_",
    "key heads": "-----BEGIN PRIVATE KEY-----",
    "companies": "株式会社",
    "commas": "a,",
    "tabs": "氏名\t",
    "pipes": "|a",
    "table rows": "氏名,電話,住所\n佐藤,0312345678,東京都\n",
    "html": "<td>",
    "colons": "a:",
    "dashes": "-",
    "slashes": "a://a:",
    "kanji digits": "一二三",
    "bullets": "・佐藤：\n",
    "surnames": "佐藤",
    "spaced names": "佐藤 花 ",
    "addresses": "東京都千代田区",
    "blocks": "東京都1丁目2番",
    "buildings": "東京都港区1-2 サン",
    "dots": "a.b.",
    "quotes": '"name": "',
    "tokens": "eyJ.",
    "newlines": "\n",
}


def main() -> None:
    """Print one row per kind of text."""
    guard = Guard()
    guard.inspect("始め")
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    print(f"{'text':14} {size:>9,} {2 * size:>9,}  ratio  characters/s")
    for name, unit in UNITS.items():
        taken = []
        for length in (size, 2 * size):
            text = (unit * (length // len(unit) + 1))[:length]
            began = time.process_time()
            guard.inspect(text)
            taken.append(time.process_time() - began)
        ratio = taken[1] / max(taken[0], 1e-9)
        rate = 2 * size / taken[1]
        print(f"{name:14} {taken[0]:8.3f}s {taken[1]:8.3f}s {ratio:6.2f} {rate:12,.0f}")


if __name__ == "__main__":
    main()
