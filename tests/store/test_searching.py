"""The search index and the queue's numbers stay true to the records, and orders need no sorting."""

from __future__ import annotations

import random

import pytest

from tests.helpers.projects import step_ids, with_response
from tests.helpers.solutions import result, sum_problem
from workbench.domain.records import Problem, Verdict
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.queueing import Queueing
from workbench.service.views import QueueOrder, QueueWish
from workbench.store import queue, searching
from workbench.store.changes import added, replaced
from workbench.store.database import connect
from workbench.store.migrations import MIGRATIONS, WORK_TEXT, migrate


def index_of(project: Project, name: str) -> list[dict]:
    """Return every word of an index with the row and the place it stands at."""
    database = project.file.database
    with database.transaction():
        database.execute(f"CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, {name}, instance)")
    rows = database.rows("SELECT term, doc, col, offset FROM temp.words ORDER BY 2, 3, 4, 1")
    with database.transaction():
        database.execute("DROP TABLE temp.words")
    return rows


def fresh_index(project: Project) -> list[dict]:
    """Return what an index would hold that is made of the records as they are."""
    database = project.file.database
    with database.transaction():
        database.execute(
            "CREATE VIRTUAL TABLE again USING fts5 (text, content='', tokenize="
            "'unicode61 remove_diacritics 2')"
        )
        database.execute(f"INSERT INTO again (rowid, text) SELECT number, text FROM ({WORK_TEXT})")
    rows = index_of(project, "again")
    with database.transaction():
        database.execute("DROP TABLE again")
    return rows


def do_something(annotation, problem, chance, word):
    """Do one act on a problem that puts words into the index, or takes some out."""
    if not annotation.view(problem.id).turns or chance.random() < 0.2:
        answer = [result(f"1. Turn {word}.\n2. So.")]
        return annotation.record_turn(annotation.plan_initial(problem.id), answer, None)
    step = chance.choice(step_ids(annotation, problem))
    said = chance.choice(("", f"because {word}"))
    act = chance.choice((annotation.explain, annotation.rewrite, annotation.mark))
    return act(step, Verdict.INCORRECT if act == annotation.mark else said)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_index_is_what_a_new_one_would_be_after_any_changes(project, seed):
    """A word left behind finds what is not there, and a later removal breaks the index."""
    chance = random.Random(seed)
    annotation, first = with_response(project)
    second = sum_problem()
    done = [Library(project).add_problems([second])]
    for number in range(60):
        if len(done) > 1 and chance.random() < 0.3:
            project.revert(done.pop())
        else:
            problem = chance.choice((first, second))
            done.append(do_something(annotation, problem, chance, f"word{number}"))
    assert index_of(project, "search_work") == fresh_index(project)
    while done:
        project.revert(done.pop())
    assert index_of(project, "search_work") == fresh_index(project)


def test_a_queue_row_has_the_number_of_its_problem_also_after_others_went(project):
    """Numbers of removed problems are given again; a row that kept one would show another's."""
    library = Library(project)
    changes = [library.add_problems([Problem(f"p{n}", f"What is ${n}$?")]) for n in range(3)]
    project.revert(changes[2])
    went, came = Problem("p1", "What is $1$?"), Problem("came", "What came?")
    before = library.problem("p1")
    assert before.statement == went.statement
    project.commit("swap", ["problems"], [replaced(before, None), added(came)])
    library.add_problems([Problem("later", "What is late?")])
    queueing = Queueing(project)
    rows = queueing.rows(queueing.numbers(QueueWish()))
    assert [row.problem_id for row in rows if row] == ["came", "p0", "later"]
    assert queueing.number_of("p2") is None
    assert [row.problem_id for row in Annotation(project).queue("late")] == ["later"]


def test_an_older_project_is_searched_after_it_was_brought_forward(tmp_path, home):
    """What was written before the index came must be found by it."""
    path = tmp_path / "old.stepmark"
    with Project.create(path, "Ada") as project:
        annotation, problem = with_response(project)
        annotation.explain(step_ids(annotation, problem)[0], "this is perpendicular")
    at = next(n for n, m in enumerate(MIGRATIONS) if m.name.startswith("0009"))
    connection = connect(path)
    connection.execute("DROP TABLE search_work")
    for name in ("queue_by_import", "queue_by_hardness", "queue_topics"):
        connection.execute(f"DROP INDEX {name}")
    connection.execute("CREATE INDEX queue_position ON queue (position)")
    connection.execute("CREATE INDEX queue_status ON queue (status, position)")
    connection.execute("UPDATE queue SET rowid = rowid + 50")
    connection.execute(f"PRAGMA user_version = {at}")
    connection.execute("DELETE FROM migrations WHERE number > ?", (at,))
    assert migrate(connection, MIGRATIONS[: at + 1]) == 1
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    connection.close()
    with Project.open(path) as project:
        found = Annotation(project).queue("perpendicular")
        assert [row.problem_id for row in found] == [problem.id]
        assert len(Queueing(project).numbers(QueueWish(search="Step number"))) == 1


@pytest.mark.parametrize("order", list(QueueOrder))
def test_no_order_sorts_a_whole_project(project, order):
    """A hundred thousand problems are read in an index; the clock of a test would not tell."""
    where, parameters = queue._filter(queue.Wanted(order=order.value))
    sql = f"SELECT q.rowid FROM queue q {where} ORDER BY {queue._ORDERS[order.value]}"
    plan = project.file.database.rows("EXPLAIN QUERY PLAN " + sql, parameters)
    assert not any("TEMP B-TREE" in row["detail"] for row in plan), plan


def test_words_with_nothing_in_them_find_nothing_and_break_nothing(project):
    """Formulas are full of signs that mean something to an index."""
    with_response(project)
    for words in ('"', "***", "\\frac{", "a AND", "NOT", "\x00\x00\x00", "   ", "$$$", "^^^^"):
        found = list(searching.matching(project.file.database, words))
        assert found == sorted(set(found))
