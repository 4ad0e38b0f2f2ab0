"""A search finds what a plain look through every text finds, and an order kept is never stale."""

from __future__ import annotations

import contextlib
import random
import re
import unicodedata
from itertools import product

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.helpers.projects import step_ids
from tests.helpers.solutions import result
from workbench.domain.records import Problem, Verdict
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.store import queue
from workbench.store.migrations import WORK_TEXT

PIECES = (
    *("the ", "The rest", "an", "AND ", "x", "x^2", " $x_1$", "\\frac{1}{2}", "100%", "a_b", "!"),
    *(
        '"quoted"',
        "it's",
        "Ébauche",
        "élan",
        "ΠΑΡΑ",
        "παρα",
        "数学の問題",
        "𝔽_2",
        "\n",
        "  ",
        "ſ ß",
        "7",
    ),
)
WORDS = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join),
    st.text(st.sampled_from('abtheTHE xX1$%_!\\{}"É中é𝔽*'), max_size=5),
)
ORDERS = [*queue._ORDERS]
CALM = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def texts(project: Project) -> Project:
    """Thirty problems of random pieces, most of them with an answer and words on it."""
    chance = random.Random(3)

    def some(most: int) -> str:
        return "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, most)))

    problems = [
        Problem(f"id{n}", some(12) + "." * chance.choice((0, 240)) + some(4), topic=some(3))
        for n in range(30)
    ]
    Library(project).add_problems(problems)
    annotation = Annotation(project)
    for problem in problems[:20]:
        text = f"1. {some(8)} so\n2. {some(8)}"
        annotation.record_turn(annotation.plan_initial(problem.id), [result(text)], None)
        step = chance.choice(step_ids(annotation, problem))
        annotation.mark(step, chance.choice(list(Verdict)))
        annotation.explain(step, some(4))
    return project


def plainly(project: Project, words: str) -> list[int]:
    """Return the problems that hold some words, by looking into each, in the imported order."""
    database = project.file.database
    work = {row["number"]: row["text"] for row in database.rows(WORK_TEXT)}
    rows = database.rows("SELECT rowid AS number, * FROM problems ORDER BY position")
    return [row["number"] for row in rows if _holds(row, work[row["number"]], words.strip())]


def _holds(row: dict, work: str, words: str) -> bool:
    if not words or row["id"] == words:
        return True
    if len(words) < 3:
        small = words.translate(_ASCII)
        return any(
            small in text.translate(_ASCII) for text in (row["statement"][:240], row["topic"])
        )
    if any(_folded(words) in _folded(text) for text in (row["statement"], row["topic"])):
        return True
    wanted, said = _tokens(words), _tokens(work)
    starts = range(len(said) - len(wanted) + 1) if wanted else ()
    return any(
        said[at : at + len(wanted) - 1] == wanted[:-1]
        and said[at + len(wanted) - 1].startswith(wanted[-1])
        for at in starts
    )


_ASCII = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def _folded(text: str) -> str:
    """Fold capitals as SQLite's trigrams do: letter by letter."""
    return "".join({"ſ": "s"}.get(one, one.lower()) for one in text)


def _tokens(text: str) -> list[str]:
    """Cut a text into words as the index of the work does: without accents, in small letters."""
    bare = "".join(
        one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one)
    )
    return [word for word in re.split(r"[\W_]+", _folded(bare)) if word]


@given(words=WORDS)
@example(words="a_b").via("a sign that stands for any letter")
@example(words="%")
@example(words="!!")
@example(words="id7")
@example(words="ÉB")
@CALM
def test_a_search_finds_what_a_plain_look_finds(texts, monkeypatch, words):
    """Few finds and many go different ways; both must come to the same problems in order."""
    expected = plainly(texts, words)
    for few in (0, 2000):
        monkeypatch.setattr(queue, "_FEW", few)
        assert list(queue.numbers(texts.file.database, queue.Wanted(words))) == expected


def test_finds_stand_in_every_order(texts, monkeypatch):
    """The numbers pass through one text; an order lost on the way would show another queue."""
    database = texts.file.database
    for order, words, few in product(ORDERS, ("the", "x", "1", "élan"), (0, 2000)):
        monkeypatch.setattr(queue, "_FEW", few)
        sql = f"SELECT rowid AS number FROM queue q ORDER BY {queue._ORDERS[order]}"
        found = set(plainly(texts, words))
        expected = [n["number"] for n in database.rows(sql) if n["number"] in found]
        assert list(queue.numbers(database, queue.Wanted(words, order=order))) == expected


def write_something(project: Project, chance: random.Random) -> None:
    """Write to the project in one of the ways that change what the queue lists."""
    annotation, database = Annotation(project), project.file.database
    problem = chance.choice(annotation.queue()).problem_id
    view = annotation.view(problem)
    kind = chance.randrange(5)
    if kind == 0 and view.turns:
        annotation.mark(view.turns[-1].chosen.steps[0].step.id, chance.choice(list(Verdict)))
    elif kind == 1:
        annotation.record_turn(annotation.plan_initial(problem), [result("1. Now.\n2. So.")], None)
    elif kind == 2:
        project.revert(Library(project).add_problems([Problem(f"n{chance.random()}", "the new")]))
    elif kind == 3:
        Library(project).add_problems([Problem(f"m{chance.random()}", "the other new")])
    else:
        database.reopen()


def test_a_kept_order_is_what_a_fresh_one_would_be(texts):
    """An order kept too long would list problems that are gone, and miss what came."""
    chance = random.Random(1)
    orders = queue.Orders(texts.file.database)
    wishes = [queue.Wanted(order=order) for order in ORDERS]
    wishes += [queue.Wanted("the"), queue.Wanted(status="unmarked"), queue.Wanted(among=["id1"])]
    for _ in range(60):
        write_something(texts, chance)
        for wanted in chance.sample(wishes, 4):
            assert orders.numbers(wanted) == queue.numbers(texts.file.database, wanted)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("gone", [[], ["id3"], ["id1"]], ids=["whole", "a gap", "a later start"])
def test_many_finds_come_in_the_order_asked_for(texts, monkeypatch, order, gone):
    """However many are found, and whether or not a problem was ever taken out."""
    database = texts.file.database
    with database.transaction():
        for problem_id in gone:
            database.execute("DELETE FROM queue WHERE problem_id = ?", (problem_id,))
    for words in ("the", "e", "a"):
        wanted = queue.Wanted(words, order=order)
        few = queue.numbers(database, wanted)
        with monkeypatch.context() as many:
            many.setattr(queue, "_FEW", 0)
            assert queue.numbers(database, wanted) == few
        assert len(few) > 3


def test_an_order_read_in_a_transaction_that_is_taken_back_is_not_kept(texts):
    """What was never committed must not be listed."""
    database = texts.file.database
    orders = queue.Orders(database)
    before = list(orders.numbers(queue.Wanted()))
    with contextlib.suppress(InterruptedError), database.transaction():
        assert list(orders.numbers(queue.Wanted())) == before
        database.execute("DELETE FROM queue WHERE rowid <= 10")
        assert len(orders.numbers(queue.Wanted())) == len(before) - 10
        raise InterruptedError
    assert list(orders.numbers(queue.Wanted())) == before


def test_an_order_is_read_once_while_no_line_of_it_is_written(texts, monkeypatch):
    """Each key of a search, and each setting saved, would read a hundred thousand numbers again."""
    monkeypatch.setattr(queue, "_FEW", 0)
    database = texts.file.database
    orders = queue.Orders(database)
    asked: list[str] = []
    database.connection.set_trace_callback(asked.append)
    for words in ("the", "the r", "the re", ""):
        orders.numbers(queue.Wanted(words))
        texts.set_setting("words", words)
    database.connection.set_trace_callback(None)
    assert len([sql for sql in asked if "ORDER BY q.position" in sql]) == 1
