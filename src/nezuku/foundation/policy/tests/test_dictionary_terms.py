"""Single terms of the dictionary: added, found, changed, removed, refused with a reason."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import Forbidden, NotFound
from nezuku.foundation.policy import actions, queries
from nezuku.foundation.policy.actions import dictionary
from nezuku.foundation.policy.models import DictionaryVersion, Term
from nezuku.foundation.policy.queries.terms import _matching
from nezuku.foundation.policy.spelling import Refusal, folded_term, refusal, spell
from nezuku.guard import Dictionary
from nezuku.guard import Term as GuardTerm


def add(actor: Actor, now: datetime, text: str, **more: object) -> int:
    return actions.add_term(actor=actor, now=now, text=text, **more)  # type: ignore[arg-type]


def texts(page: queries.TermPage) -> list[str]:
    return [row.text for row in page.rows]


@pytest.mark.django_db
def test_the_same_name_in_another_spelling_is_known(admin: Actor, now: datetime) -> None:
    add(admin, now, "株式会社ねこじゃらし商事")
    for again in ("(株)ねこじゃらし商事", "ネコジャラシ 商事", "ﾈｺｼﾞｬﾗｼ商事", "㈱ねこじゃらし商事"):
        with pytest.raises(actions.TermKnown) as known:
            add(admin, now, again)
        assert "株式会社ねこじゃらし商事" in known.value.text
    add(admin, now, "ねこじゃらし商事", kind="project")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" ・ ", "empty"),
        ("A", "one_character"),
        ("株", "one_character"),
        ("会社", "everyday"),
        ("株式会社", "everyday"),
        ("お客様", "everyday"),
        ("ＰＤＦ", "everyday"),
        ("2026", "short_number"),
        ("あ" * 201, "too_long"),
    ],
)
def test_a_term_that_would_hit_everything_is_refused_with_the_reason(
    admin: Actor, now: datetime, text: str, reason: str
) -> None:
    with pytest.raises(actions.TermRefused) as refused:
        add(admin, now, text)
    assert refused.value.fields["reason"] == reason
    assert refused.value.text.endswith("。")
    with pytest.raises(actions.TermRefused):
        add(admin, now, "ねこじゃらし計画", aliases=[text or "・"])


@pytest.mark.django_db
def test_a_term_can_be_changed_and_removed(admin: Actor, now: datetime) -> None:
    term = add(admin, now, "ねこじゃらし計画", kind="project", aliases=["NJ計画", "ＮＪ計画"])
    row = queries.term_row(admin, term)
    assert (row.aliases, row.level) == (("NJ計画",), 2)
    actions.change_term(
        actor=admin, now=now, term_id=term, text="いぬふぐり計画", kind="product", level=3
    )
    row = queries.term_row(admin, term)
    assert (row.text, row.kind, row.level, row.aliases) == ("いぬふぐり計画", "product", 3, ())
    assert actions.remove_terms(actor=admin, now=now, term_ids=[term, 999]) == 1
    with pytest.raises(NotFound):
        queries.term_row(admin, term)


@pytest.mark.django_db
def test_every_change_draws_a_new_token(admin: Actor, now: datetime) -> None:
    seen = set()
    for name in ("あかつき計画", "いなほ計画", "うみかぜ計画"):
        add(admin, now, name)
        row = DictionaryVersion.objects.get(pk=1)
        seen.add((row.value, row.token))
    assert len(seen) == 3
    assert queries.dictionary_facts() == queries.DictionaryFacts(terms=3, changed_at=now)


@pytest.mark.django_db
def test_search_finds_any_spelling_and_aliases_and_takes_nothing_for_a_pattern(
    admin: Actor, now: datetime
) -> None:
    add(admin, now, "株式会社ねこじゃらし商事", aliases=["NJS"])
    add(admin, now, "100%果汁計画", kind="project")
    add(admin, now, "あかつき計画", kind="project", level=3)
    for needle in ("ねこじゃらし", "ﾈｺｼﾞｬﾗｼ", "じゃらし商", "ｎｊｓ", "(株)ねこじゃらし商事"):
        assert texts(queries.term_page(admin, search=needle)) == ["株式会社ねこじゃらし商事"]
    assert texts(queries.term_page(admin, search="0%果")) == ["100%果汁計画"]
    assert texts(queries.term_page(admin, search="%")) == ["100%果汁計画"]
    assert texts(queries.term_page(admin, search="_")) != []
    assert texts(queries.term_page(admin, search="' OR 1=1 --")) == []
    assert texts(queries.term_page(admin, kind="project", level=3)) == ["あかつき計画"]


@pytest.mark.django_db
def test_pages_lead_forward_and_back_without_gaps(admin: Actor, now: datetime) -> None:
    names = [f"案件{i:03}番" for i in range(25)]
    for name in names:
        add(admin, now, name, kind="project")
    forward: list[str] = []
    page = queries.term_page(admin, size=10)
    assert (page.before, page.total) == ("", 25)
    while True:
        forward += texts(page)
        if not page.after:
            break
        page = queries.term_page(admin, size=10, after=page.after)
    assert forward == names
    back = queries.term_page(admin, size=10, before=page.before)
    assert texts(back) == names[10:20]
    first = queries.term_page(admin, size=10, before=back.before)
    assert (texts(first), first.before) == (names[:10], "")
    assert texts(queries.term_page(admin, size=10, after="nonsense")) == names[:10]


@pytest.mark.django_db
def test_the_list_takes_the_same_few_queries_however_long_it_is(
    admin: Actor, now: datetime, django_assert_num_queries: object
) -> None:
    Term.objects.bulk_create(
        Term(
            text=f"案件{i}",
            folded=f"案件{i:06}",
            searched=f"案件{i:06}",
            kind="project",
            added_at=now,
        )
        for i in range(3_000)
    )
    for search, queries_needed in (("", 3), ("0012", 4), ("ない言葉", 3)):
        with django_assert_num_queries(queries_needed):  # type: ignore[operator]
            queries.term_page(admin, search=search)


@pytest.mark.django_db
def test_members_do_not_see_the_dictionary(admin: Actor, member: Actor, now: datetime) -> None:
    term = add(admin, now, "ねこじゃらし計画")
    for call in (
        lambda: add(member, now, "いぬふぐり計画"),
        lambda: actions.remove_terms(actor=member, now=now, term_ids=[term]),
        lambda: queries.term_page(member),
        lambda: queries.term_row(member, term),
        lambda: queries.export_terms(member),
    ):
        with pytest.raises(Forbidden):
            call()


@pytest.mark.django_db
def test_a_full_dictionary_takes_no_more(
    admin: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dictionary.require_room, "__kwdefaults__", {"most": 3})
    add(admin, now, "あかつき計画", aliases=["AK計画"])
    with pytest.raises(actions.DictionaryFull):
        add(admin, now, "いなほ計画", aliases=["IH計画"])
    add(admin, now, "いなほ計画")


NAMES = st.one_of(
    st.text(min_size=1, max_size=12),
    st.text("株式会社有限ＡＢａｂアイあい（株）() 　・ー-㈱ｱｲﾞInc.", min_size=1, max_size=12),
)


@given(one=NAMES, two=NAMES)
@example(one="株式会社あい", two="あい（株）")
@example(one="ＡＢＣ Inc.", two="abc")
def test_two_spellings_are_one_term_exactly_where_they_are_for_the_guard(
    one: str, two: str
) -> None:
    if len(folded_term(one)) < 2 or len(folded_term(two)) < 2:
        return
    built = Dictionary.build([GuardTerm(one), GuardTerm(two)])
    assert (len(built) == 1) == (folded_term(one) == folded_term(two))


@given(text=st.text(max_size=220), aliases=st.lists(st.text(max_size=30), max_size=4))
def test_whatever_is_accepted_the_guard_can_build(text: str, aliases: list[str]) -> None:
    spelling = spell(text, aliases)
    if isinstance(spelling, Refusal):
        assert spelling.code
        return
    assert refusal(spelling.text) is None
    Dictionary.build([GuardTerm(spelling.text, aliases=spelling.aliases)])


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's query plan")
@pytest.mark.parametrize(
    "asked",
    [{}, {"search": "計画"}, {"kind": "project"}, {"level": 3}, {"kind": "project", "level": 3}],
)
def test_no_page_of_the_list_walks_the_table(asked: dict[str, object]) -> None:
    for rows in _matching(
        str(asked.get("search", "")),
        str(asked.get("kind", "")),
        asked.get("level"),  # type: ignore[arg-type]
    ):
        listed = rows.order_by("folded", "kind").values_list("pk")[:51]
        plan = listed.explain()
        assert "INDEX" in plan
        assert "TEMP B-TREE" not in plan
        assert "COVERING" in plan or "term_with_aliases" in plan
