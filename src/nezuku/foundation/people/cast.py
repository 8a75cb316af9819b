"""The named cast: one fictional company for all tests, the demo and the screenshots.

Built through the real actions, so that it is what a company of real people would be: with its
roles, scopes and audit events. Owns who there is; what they did is told by whoever needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import SYSTEM, Actor
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.people import actions, directory
from nezuku.foundation.people.actions import Grant

COMPANY = "株式会社こもれび製作所"
DOMAIN = "komorebi.example.co.jp"
#: Named people sign in with this; the others have no password.
PASSWORD = "hinata-no-4-bangai"  # noqa: S105  # of fictional people

PLANNING, SALES, FACTORY, QUALITY, SUPPORT, SYSTEMS = (
    "経営企画・総務",
    "営業",
    "製造",
    "品質保証",
    "カスタマーサポート",
    "情報システム",
)
#: Department -> people of the company in it; 80 together.
HEAD_COUNTS: Mapping[str, int] = {
    PLANNING: 9,
    SALES: 22,
    FACTORY: 27,
    QUALITY: 8,
    SUPPORT: 9,
    SYSTEMS: 5,
}

_FAMILY_NAMES = (
    ("相沢", "あいざわ", "aizawa"),
    ("石黒", "いしぐろ", "ishiguro"),
    ("宇田川", "うだがわ", "udagawa"),
    ("江口", "えぐち", "eguchi"),
    ("大槻", "おおつき", "otsuki"),
    ("笠原", "かさはら", "kasahara"),
    ("北見", "きたみ", "kitami"),
    ("熊谷", "くまがい", "kumagai"),
    ("小早川", "こばやかわ", "kobayakawa"),
    ("桜庭", "さくらば", "sakuraba"),
    ("篠田", "しのだ", "shinoda"),
    ("諏訪", "すわ", "suwa"),
    ("関根", "せきね", "sekine"),
    ("高杉", "たかすぎ", "takasugi"),
    ("津島", "つしま", "tsushima"),
    ("手塚", "てづか", "tezuka"),
    ("富樫", "とがし", "togashi"),
    ("長峰", "ながみね", "nagamine"),
    ("仁科", "にしな", "nishina"),
    ("野々村", "ののむら", "nonomura"),
    ("萩原", "はぎわら", "hagiwara"),
    ("日高", "ひだか", "hidaka"),
    ("深見", "ふかみ", "fukami"),
    ("堀内", "ほりうち", "horiuchi"),
    ("牧野", "まきの", "makino"),
    ("水無瀬", "みなせ", "minase"),
    ("室井", "むろい", "muroi"),
    ("守屋", "もりや", "moriya"),
    ("柳瀬", "やなせ", "yanase"),
    ("渡部", "わたべ", "watabe"),
)
_GIVEN_NAMES = (
    ("明里", "あかり", "akari"),
    ("一樹", "かずき", "kazuki"),
    ("沙織", "さおり", "saori"),
    ("拓真", "たくま", "takuma"),
    ("直美", "なおみ", "naomi"),
    ("春樹", "はるき", "haruki"),
    ("真帆", "まほ", "maho"),
    ("康介", "こうすけ", "kosuke"),
    ("由里子", "ゆりこ", "yuriko"),
    ("亮太", "りょうた", "ryota"),
    ("千尋", "ちひろ", "chihiro"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """One of the cast. `actor` reads their roles as they are now."""

    id: int
    name: str
    email: str

    def actor(self, *, via: str = "web", address: str = "203.0.113.10") -> Actor:
        """This person, acting. Raises NoSuchMember for the one who left."""
        return directory.actor_for(self.id, address, via)


@dataclass(frozen=True, slots=True)
class World:
    """The company: its departments by name, the named people, and `others` in order."""

    departments: Mapping[str, int]
    sponsor: Person
    lead: Person
    admin: Person
    auditor: Person
    ambassador: Person
    sales_member: Person
    factory_member: Person
    advisor: Person
    retired: Person
    others: tuple[Person, ...] = ()
    password: str = PASSWORD


def build_world(*, now: datetime | None = None, everybody: bool = False) -> World:
    """This will create the company in an empty database and return who is who.

    Nine named people; with `everybody` also the rest of the eighty. The set-up counts as done.
    """
    now = now or clock.now()
    actions.change_company(actor=SYSTEM, now=now, name=COMPANY, head_count=80)
    departments = {
        name: actions.add_department(actor=SYSTEM, now=now, name=name, head_count=count)
        for name, count in HEAD_COUNTS.items()
    }
    builder = _Builder(SYSTEM, now, departments)
    admin = builder.person("森下 健吾", "もりした けんご", "morishita", SYSTEMS, Role.ADMIN)
    builder = _Builder(admin.actor(via="cli", address=""), now, departments)
    world = World(
        departments=departments,
        sponsor=builder.person("藤堂 由紀子", "とうどう ゆきこ", "todo", PLANNING, Role.SPONSOR),
        lead=builder.person("白石 美咲", "しらいし みさき", "shiraishi", SYSTEMS, Role.LEAD),
        admin=admin,
        auditor=builder.person("黒田 誠司", "くろだ せいじ", "kuroda", PLANNING, Role.AUDITOR),
        ambassador=builder.person("岡部 さやか", "おかべ さやか", "okabe", SALES, Role.AMBASSADOR),
        sales_member=builder.person("三宅 大地", "みやけ だいち", "miyake", SALES),
        factory_member=builder.person("早川 鉄平", "はやかわ てっぺい", "hayakawa", FACTORY),
        advisor=builder.advisor("速水 遥", "はやみ はるか", "hayami@advisor.example.com"),
        retired=builder.person("須藤 勉", "すどう つとむ", "sudo", SALES),
        others=builder.others() if everybody else (),
    )
    actions.deactivate_member(actor=admin.actor(), now=now, member_id=world.retired.id)
    actions.finish_set_up(actor=SYSTEM, now=now)
    return world


#: How many of each department are named above (the one who left does not count).
_NAMED: Mapping[str, int] = {PLANNING: 2, SALES: 2, FACTORY: 1, SYSTEMS: 2}


@dataclass(frozen=True, slots=True)
class _Builder:
    """Creates people as one actor at one moment."""

    maker: Actor
    now: datetime
    departments: Mapping[str, int]

    def person(
        self, name: str, kana: str, login: str, department: str, role: Role | None = None
    ) -> Person:
        """A named member with a password and perhaps one role besides the member's."""
        grants = {Grant(Role.MEMBER)}
        department_id = self.departments[department]
        if role is not None:
            scope = department_id if role is Role.AMBASSADOR else None
            grants.add(Grant(role, scope))
        return self._create(name, kana, f"{login}@{DOMAIN}", department_id, grants, PASSWORD)

    def advisor(self, name: str, kana: str, email: str) -> Person:
        """Somebody from outside, who is no member of the company."""
        return self._create(name, kana, email, None, {Grant(Role.ADVISOR)}, PASSWORD)

    def others(self) -> tuple[Person, ...]:
        """The rest of the company, the same people every time."""
        places = [
            name for name, count in HEAD_COUNTS.items() for _ in range(count - _NAMED.get(name, 0))
        ]
        found = []
        for number, department in enumerate(places):
            family, family_kana, family_login = _FAMILY_NAMES[number % len(_FAMILY_NAMES)]
            given, given_kana, given_login = _GIVEN_NAMES[number % len(_GIVEN_NAMES)]
            found.append(
                self._create(
                    f"{family} {given}",
                    f"{family_kana} {given_kana}",
                    f"{family_login}.{given_login}@{DOMAIN}",
                    self.departments[department],
                    {Grant(Role.MEMBER)},
                    None,
                )
            )
        return tuple(found)

    def _create(
        self,
        name: str,
        kana: str,
        email: str,
        department_id: int | None,
        grants: set[Grant],
        password: str | None,
    ) -> Person:
        member_id = actions.create_member(
            actor=self.maker,
            now=self.now,
            email=email,
            name=name,
            kana=kana,
            department_id=department_id,
            grants=grants,
            password=password,
        )
        return Person(member_id, name, email)
