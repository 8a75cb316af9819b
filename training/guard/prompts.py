"""Write training prompts: business texts with invented names, labelled by construction.

``make(seed, count, lists)`` gives rows like those of the corpora. Templates are our own; the
evaluation prompts were not looked at for them beyond their kinds.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

from cast import Cast, romaji
from person_words import CHINESE, FOREIGN_LATIN, FOREIGN_SHORT

HERE = Path(__file__).parent
SLOT = re.compile(r"\{([A-Za-z]+)(\d?)\}")
DEPARTMENTS = [
    "営業部",
    "営業一課",
    "営業第二部",
    "経理部",
    "総務部",
    "人事部",
    "開発部",
    "技術部",
    "製造部",
    "購買部",
    "法務部",
    "企画課",
    "広報室",
    "品質保証部",
    "情報システム部",
    "業務課",
    "管理部",
    "物流課",
    "財務部",
    "カスタマーサポート",
    "経営企画室",
    "資材課",
    "営業",
    "経理",
    "総務",
    "人事",
    "開発",
    "広報",
    "法務",
]
TITLES = [
    "部長",
    "課長",
    "係長",
    "主任",
    "社長",
    "専務",
    "常務",
    "次長",
    "室長",
    "店長",
    "支店長",
    "マネージャー",
    "リーダー",
    "主査",
    "代表",
    "取締役",
    "工場長",
    "所長",
    "会長",
    "顧問",
    "課長補佐",
    "チーフ",
]
ITEMS = [
    "電動工具",
    "ソフトウェア",
    "会計システム",
    "空調機",
    "部品",
    "制服",
    "保守契約",
    "サーバー",
    "研修",
    "印刷物",
    "アプリ開発",
    "クラウド移行",
    "配送",
    "倉庫",
    "広告",
    "顧客データ",
    "製品カタログ",
    "新機能",
    "定例会",
    "システム障害",
]
BEFORE = [
    "",
    "",
    "",
    "次の文章を要約してください。\n\n",
    "以下を校正して。\n",
    "【依頼】\n",
    "英訳してください:\n",
    "下記メールの返信を書いて。\n---\n",
    "誤字を直して\n\n",
    "箇条書きにしてください。\n",
]
AFTER = [
    "",
    "",
    "",
    "\n\nよろしくお願いします。",
    "\n以上",
    "\n※社外秘",
    "\n---\n200字以内で。",
    "\n敬語で。",
]


TECH = [
    "AWS",
    "JSON",
    "CSV",
    "XML",
    "HTML",
    "CSS",
    "ISO",
    "JIS",
    "API",
    "SQL",
    "PDF",
    "Excel",
    "Word",
    "PowerPoint",
    "Slack",
    "Teams",
    "Zoom",
    "GitHub",
    "Python",
    "Java",
    "Ruby",
    "Docker",
    "Kubernetes",
    "Linux",
    "Windows",
    "macOS",
    "iOS",
    "Android",
    "USB",
    "HDMI",
    "LAN",
    "VPN",
    "DNS",
    "HTTP",
    "HTTPS",
    "REST",
    "GraphQL",
    "OAuth",
    "JWT",
    "S3",
    "EC2",
    "Lambda",
    "Azure",
    "GCP",
    "MySQL",
    "PostgreSQL",
    "Redis",
    "MongoDB",
    "React",
    "Vue",
    "Django",
    "Rails",
    "Node.js",
    "npm",
    "pip",
    "git",
    "commit",
    "push",
    "merge",
    "main",
    "master",
    "registry",
    "integrity",
    "resolved",
    "Exception",
    "Error",
    "Warning",
    "null",
    "true",
    "false",
    "config",
    "class",
    "Manager",
    "Factory",
    "Service",
    "Controller",
    "Registrar",
    "Binding",
    "PostProcessor",
    "MAX_RETRY",
    "IEC",
    "ANSI",
    "IEEE",
    "RFC",
    "UTF-8",
    "Unicode",
    "ASCII",
    "KPI",
    "OKR",
    "ROI",
    "PDCA",
    "SWOT",
    "CRM",
    "ERP",
    "SaaS",
    "IoT",
    "AI",
    "LLM",
    "GPT",
    "DX",
    "RPA",
    "BI",
    "ETL",
    "CI/CD",
    "TOEIC",
    "TOEFL",
    "SDGs",
    "ESG",
    "CO2",
    "pH",
    "LED",
    "CPU",
    "GPU",
    "SSD",
    "RAM",
    "OS",
    "UI",
    "UX",
    "SEO",
    "EC",
    "FAQ",
    "NDA",
    "PoC",
    "MTG",
    "TODO",
    "FYI",
    "ASAP",
    "Q1",
    "Q2",
]


def hiragana(kana: str) -> str:
    """Write katakana in hiragana."""
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in kana)


class Writer:
    """Fill templates from one random source."""

    def __init__(self, seed: int, lists: dict[str, dict[str, list[str]]]) -> None:
        self.rng = random.Random(seed)
        self.cast = Cast(self.rng, lists)
        self.templates = [
            line.replace("\\n", "\n")
            for line in (HERE / "templates.txt").read_text().splitlines()
            if line
        ]
        self.commons = [w for w in lists["common"] if 2 <= len(w) <= 4]
        self.plain = [line for line in (HERE / "plain.txt").read_text().splitlines() if line]

    def number(self, shape: str) -> str:
        """Fill a shape's # with digits."""
        return re.sub("#", lambda _: str(self.rng.randint(0, 9)), shape)

    def fill(self, template: str) -> tuple[str, list[list[object]]]:
        """Fill one template; give the text and the spans."""
        rng, cast = self.rng, self.cast
        people: dict[str, tuple[str, str, str, str]] = {}
        gap = rng.choice(["", "", "", " ", "\u3000"])
        out, spans = "", []
        place = 0
        for match in SLOT.finditer(template):
            out += template[place : match.start()]
            place = match.end()
            kind, number = match.groups()
            if number and number not in people:
                people[number] = cast.pair()
            family, given, kana, kana_given = people.get(number) or cast.pair()
            label = None
            if kind == "P":
                label = "PERSON"
                roll = rng.random()
                if roll < 0.04:
                    text = cast.outsider()
                elif roll < 0.07:
                    text = (
                        rng.choice(CHINESE[0])
                        + rng.choice(["", " ", "\u3000"])
                        + rng.choice(CHINESE[1])
                    )
                elif roll < 0.09:
                    text = hiragana(kana) + rng.choice(["", " ", "\u3000"]) + hiragana(kana_given)
                else:
                    text = family + gap + given
            elif kind == "S":
                label, text = "PERSON", family
                if rng.random() < 0.03:
                    text = rng.choice(FOREIGN_SHORT)
            elif kind == "G":
                label, text = "PERSON", given
            elif kind == "H":
                label = "PERSON"
                text = "".join(
                    chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c
                    for c in rng.choice([kana, kana_given])
                )
            elif kind == "K":
                label, text = "PERSON", kana + rng.choice(["", " ", "\u3000"]) + kana_given
            elif kind == "F":
                label = "PERSON"
                text = rng.choice(FOREIGN_LATIN) if template.isascii() else cast.outsider()
            elif kind == "R":
                label = "PERSON"
                first, last = romaji(kana_given).capitalize(), romaji(kana).capitalize()
                text = rng.choice(
                    [
                        f"{first} {last}",
                        f"{last} {first}",
                        f"{first} {last.upper()}",
                        f"{last.upper()} {first}",
                        f"{first} {last}".upper(),
                        rng.choice(FOREIGN_LATIN),
                    ]
                )
            elif kind == "O":
                label, text = "ORG", cast.org()
            elif kind == "L":
                label, text = "LOC", cast.place()
            elif kind == "A":
                label, text = "SKIP", cast.address()
            elif kind == "T":
                text = self.number(
                    rng.choice(
                        [
                            "03-####-####",
                            "090-####-####",
                            "06-####-####",
                            "0##-###-####",
                            "080########",
                            "０９０－１２３４－５６７８",
                            "(03)####-####",
                        ]
                    )
                )
            elif kind == "M":
                text = (
                    romaji(kana)
                    + self.number("##")
                    + "@"
                    + rng.choice(["example.com", "example.co.jp", "mail.example.jp"])
                )
            elif kind == "D":
                text = self.number(
                    rng.choice(
                        [
                            "20##年#月##日",
                            "#月##日",
                            "#/##",
                            "令和#年#月#日",
                            "20##/0#/1#",
                            "昭和##年#月##日",
                            "20##-0#-1#",
                        ]
                    )
                )
            elif kind == "Y":
                text = self.number(
                    rng.choice(["#,###,###円", "¥###,###", "##万円", "#億#,###万円", "###千円"])
                )
            elif kind == "C":
                text = rng.choice(self.commons)
                if rng.random() < 0.5:
                    text += rng.choice(self.commons)
            elif kind == "E":
                text = rng.choice(TECH)
            elif kind == "N":
                text = self.number(
                    rng.choice(
                        [
                            "###",
                            "####-####",
                            "########",
                            "############",
                            "A-####",
                            "##-###",
                            "#",
                            "##",
                        ]
                    )
                )
            elif kind == "num":
                text = self.number("##")
            elif kind == "dept":
                text = rng.choice(DEPARTMENTS)
            elif kind == "title":
                text = rng.choice(TITLES)
            elif kind == "item":
                text = rng.choice(ITEMS)
            else:
                text = match.group()
            start = len(out)
            out += text
            if label:
                spans.append([start, len(out), label])
        out += template[place:]
        return out, spans

    def row(self) -> dict[str, object]:
        """Write one prompt: a template, a plain text, or several joined."""
        rng = self.rng
        text, spans = "", []
        for piece in range(rng.choice([1, 1, 1, 2, 3])):
            body, found = (
                (rng.choice(self.plain), [])
                if rng.random() < 0.22
                else self.fill(rng.choice(self.templates))
            )
            joint = "" if not piece else rng.choice(["\n", "\n\n", "\n======\n", ""])
            before = rng.choice(BEFORE) if not piece else ""
            shift = len(text) + len(joint) + len(before)
            text += joint + before + body
            spans += [[a + shift, b + shift, t] for a, b, t in found]
        return {
            "text": text + rng.choice(AFTER),
            "spans": [s for s in spans if s[2] != "SKIP"],
            "ignore": [s for s in spans if s[2] == "SKIP"],
        }


def make(seed: int, count: int, lists: dict[str, dict[str, list[str]]]) -> list[dict[str, object]]:
    """Write ``count`` prompts."""
    writer = Writer(seed, lists)
    return [writer.row() for _ in range(count)]
