"""Two annotators' projects become one: every word is there once, conflicts are listed."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace

import pytest

from tests.helpers.marked import contents, mark_example, prefer_first, two_turns
from tests.helpers.projects import python, step_ids, with_response
from tests.helpers.solutions import numbered, result
from workbench.domain.errors import KnownError, ProjectTooNewError, StorageError
from workbench.domain.opinions import OpinionState
from workbench.domain.records import Mark, Problem, Split, Verdict, now
from workbench.service.annotation import Annotation
from workbench.service.annotators import Annotators
from workbench.service.library import Library
from workbench.service.merging_projects import merge_project
from workbench.service.merging_projects_words import Resolution
from workbench.service.project import Project
from workbench.service.transfer import Transfer
from workbench.service.watch import Stopped, Watch
from workbench.store import opinions, reading
from workbench.store.changes import added
from workbench.store.rows import TABLES

BAD, NEUTRAL, GOOD = Verdict.INCORRECT, Verdict.NEUTRAL, Verdict.CORRECT
MERGED = tuple(table for table in TABLES.values() if table not in ("drafts", "runs"))


@pytest.fixture
def paths(tmp_path):
    return tmp_path / "ada.stepmark", tmp_path / "ben.stepmark"


@pytest.fixture
def shared(paths):
    """Return a step's project of Ada, closed, and a copy of it in which Ben works, closed."""
    ada, ben = paths
    with Project.create(ada, "Ada") as project:
        annotation, problem = with_response(project)
        annotation.mark(step_ids(annotation, problem)[0], GOOD)
    ben.write_bytes(ada.read_bytes())
    with Project.open(ben) as project:
        people = Annotators(project)
        people.add("Ben")
        people.use(people.named("Ben").id)
    return problem


def mark_in(path, problem, *verdicts, explain=""):
    """Mark the steps of a problem in the project at a path; None leaves a step alone."""
    with Project.open(path) as project:
        annotation = Annotation(project)
        for step_id, verdict in zip(step_ids(annotation, problem), verdicts, strict=False):
            if verdict is not None:
                annotation.mark(step_id, verdict)
                if explain:
                    annotation.explain(step_id, explain)


def all_verdicts(project, problem):
    """Return every annotator's standing verdict on every step, the counting one first."""
    names = {line.id: line.name for line in Annotators(project).lines()}
    found = []
    for step in Annotation(project).view(problem.id).turns[-1].chosen.steps:
        words = [(names[step.mark.annotator_id], step.verdict)] if step.mark else []
        words += [
            (names[one.annotator_id], one.verdict)
            for one in opinions.of_step(project.file.database, step.step.id)
            if one.state is OpinionState.STANDING
        ]
        found.append(words)
    return found


def events(project) -> int:
    return int(project.file.database.value("SELECT count(*) FROM events"))


def test_another_annotators_marks_stand_beside_ours(paths, shared):
    """What counts goes on counting, and nobody's word is lost."""
    ada, ben = paths
    mark_in(ben, shared, BAD, NEUTRAL)
    with Project.open(ada) as project:
        report = merge_project(project, ben)
        assert not report.conflicts
        assert all_verdicts(project, shared) == [
            [("Ada", GOOD), ("Ben", BAD)],
            [("Ben", NEUTRAL)],
            [],
            [],
        ]
        assert project.check().ok


def test_merging_again_changes_nothing(paths, shared):
    """No event, no row: a merge can be repeated without a thought."""
    ada, ben = paths
    mark_in(ben, shared, BAD, NEUTRAL, explain="because")
    with Project.open(ada) as project:
        merge_project(project, ben)
        before, count = contents(project, MERGED), events(project)
        again = merge_project(project, ben)
        assert again.change is None
        assert not again.is_new
        assert (contents(project, MERGED), events(project)) == (before, count)


def test_a_dry_run_says_the_same_and_changes_nothing(paths, shared):
    """The list comes before the act."""
    ada, ben = paths
    mark_in(ben, shared, BAD)
    with Project.open(ada) as project:
        before, count = contents(project, MERGED), events(project)
        dry = merge_project(project, ben, dry_run=True)
        assert (contents(project, MERGED), events(project)) == (before, count)
        wet = merge_project(project, ben)
        assert (dry.added, dry.equal, dry.conflicts) == (wet.added, wet.equal, wet.conflicts)
        assert "would come" in dry.lines()[0]


def test_a_merge_is_one_act_that_undo_takes_back(paths, shared):
    """Whoever merged the wrong file is where he was."""
    ada, ben = paths
    mark_in(ben, shared, BAD, GOOD)
    with Project.open(ada) as project:
        before = contents(project, MERGED)
        project.revert(merge_project(project, ben).change)
        assert contents(project, MERGED) == before


def test_the_same_annotators_newer_word_stands_and_the_older_is_kept(paths, shared):
    """Ada worked on in a copy: the conflict is listed, and both words remain readable."""
    ada, ben = paths
    with Project.open(ben) as project:
        people = Annotators(project)
        people.use(people.named("Ada").id)
    mark_in(ben, shared, BAD, explain="sign")
    with Project.open(ada) as project:
        report = merge_project(project, ben)
        (conflict,) = report.conflicts
        assert conflict.resolution is Resolution.TOOK_NEWER
        assert "correct" in conflict.ours
        assert "incorrect" in conflict.theirs
        assert all_verdicts(project, shared)[0] == [("Ada", BAD)]
        step = Annotation(project).view(shared.id).turns[-1].chosen.steps[0].step
        (kept,) = opinions.of_step(project.file.database, step.id)
        assert (kept.verdict, kept.state) == (GOOD, OpinionState.SUPERSEDED)
        assert merge_project(project, ben).change is None


def test_the_same_annotators_older_word_is_kept_beside_the_newer(paths, shared):
    """The other way round: the newer is here already."""
    ada, ben = paths
    with Project.open(ben) as project:
        people = Annotators(project)
        people.use(people.named("Ada").id)
    mark_in(ben, shared, BAD)
    mark_in(ada, shared, NEUTRAL)
    with Project.open(ada) as project:
        (conflict,) = merge_project(project, ben).conflicts
        assert conflict.resolution is Resolution.KEPT_NEWER
        assert all_verdicts(project, shared)[0] == [("Ada", NEUTRAL)]
        again = merge_project(project, ben)
        assert again.change is None
        assert len(again.conflicts) == 1


def test_both_directions_end_with_the_same_words(paths, shared):
    """After an exchange both hold every word once, whichever counts."""
    ada, ben = paths
    mark_in(ada, shared, None, GOOD, BAD)
    mark_in(ben, shared, BAD, GOOD, GOOD)
    found = []
    for one, other in ((ada, ben), (ben, ada)):
        with Project.open(one) as project:
            merge_project(project, other)
            found.append([sorted(words) for words in all_verdicts(project, shared)])
    assert found[0] == found[1]


def test_solutions_imported_separately_are_the_same_steps(paths, tmp_path):
    """Ids of imported rows come from their content, so that two imports meet."""
    rows = [
        {"prompt": f"What is {n}+1?", "completions": ["Add.", f"It is {n + 1}."], "labels": [1, 0]}
        for n in range(3)
    ]
    for row in rows:
        row["labels"] = [bool(label) for label in row["labels"]]
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    for path, name in zip(paths, ("Ada", "Ben"), strict=True):
        with Project.create(path, name) as project:
            Transfer(project).import_file(file)
    with Project.open(paths[0]) as project:
        before = contents(project, ("problems", "threads", "turns", "responses", "steps", "marks"))
        report = merge_project(project, paths[1])
        assert report.added == {"annotators": 1}
        assert not report.conflicts
        assert report.equal["marks"] == 6
        after = contents(project, ("problems", "threads", "turns", "responses", "steps", "marks"))
        assert after == before


def test_a_problem_under_another_id_is_joined_and_threads_follow(paths):
    """Two who typed the same problem meet; each one's thread is there."""
    for path, name in zip(paths, ("Ada", "Ben"), strict=True):
        with Project.create(path, name) as project:
            annotation, problem = with_response(project)
            annotation.mark(step_ids(annotation, problem)[0], GOOD)
    with Project.open(paths[0]) as project:
        report = merge_project(project, paths[1])
        assert "problems" not in report.added
        assert report.added["threads"] == 1
        assert Library(project).counts().problems == 1


def test_a_problem_on_the_other_side_of_the_split_stays_where_it_is(paths):
    """A problem is never on both sides, whoever merges what."""
    for path, split in zip(paths, (Split.HELDOUT, Split.TRAIN), strict=True):
        with Project.create(path, path.stem) as project:
            Library(project).add_problems([Problem("p", "What is $1+1$?", split=split)])
    with Project.open(paths[0]) as project:
        (conflict,) = merge_project(project, paths[1]).conflicts
        assert "split" in conflict.line()
        assert conflict.resolution is Resolution.KEPT_OURS
        assert contents(project, ("problems",))["problems"][0]["split"] == "heldout"


def test_one_id_of_two_problems_gives_the_other_a_new_one(paths):
    """Counted ids (1, 2, 3 …) mean nothing across projects."""
    for path, statement in zip(paths, ("What is $1+1$?", "What is $2+2$?"), strict=True):
        with Project.create(path, path.stem) as project:
            Library(project).add_problems([Problem("1", statement)])
    with Project.open(paths[0]) as project:
        report = merge_project(project, paths[1])
        assert [conflict.resolution for conflict in report.conflicts] == [Resolution.NEW_ID]
        assert Library(project).counts().problems == 2
        assert merge_project(project, paths[1]).change is None


def test_guidelines_are_joined_by_their_text(paths, shared):
    """Version 2 here and version 2 there may be two texts; each mark keeps the one it followed."""
    ada, ben = paths
    for path, text in ((ada, "Ada's rules"), (ben, "Ben's rules")):
        with Project.open(path) as project:
            Annotation(project).edit_guideline(text)
    mark_in(ben, shared, BAD)
    with Project.open(ada) as project:
        merge_project(project, ben)
        step = Annotation(project).view(shared.id).turns[-1].chosen.steps[0].step
        (given,) = opinions.of_step(project.file.database, step.id)
        texts = {
            row["version"]: row["text"]
            for row in project.file.database.rows("SELECT * FROM guidelines")
        }
        assert texts[given.guideline_version] == "Ben's rules"
        assert texts[2] == "Ada's rules"


def test_two_who_continued_one_thread_keep_both_turns(paths, shared):
    """Neither turn is lost, and their numbers tell them apart."""
    for path, text in zip(paths, ("Ada's way", "Ben's way"), strict=True):
        with Project.open(path) as project:
            annotation = Annotation(project)
            annotation.mark(step_ids(annotation, shared)[0], BAD)
            plan = annotation.plan_refine(shared.id)
            annotation.record_turn(plan, [result(numbered([text], "3"))], None)
    with Project.open(paths[0]) as project:
        report = merge_project(project, paths[1])
        assert Resolution.NUMBERED_ON in [one.resolution for one in report.conflicts]
        turns = Annotation(project).view(shared.id).turns
        assert [turn.turn.number for turn in turns] == [1, 2, 3]
        assert merge_project(project, paths[1]).change is None


def test_a_step_that_was_cut_differently_is_told_and_not_guessed(paths, shared):
    """A verdict on other words would be a lie."""
    ada, ben = paths
    with Project.open(ada) as project:
        annotation = Annotation(project)
        annotation.merge_with_next(step_ids(annotation, shared)[2])
    mark_in(ben, shared, None, None, GOOD, GOOD)
    with Project.open(ada) as project:
        report = merge_project(project, ben)
        assert [one.resolution for one in report.conflicts] == [Resolution.NOT_TAKEN] * 2
        assert project.check().ok


def test_everything_else_comes_along(paths):
    """Turns, rewrites, links, preferences and models of a worked-through thread."""
    with Project.create(paths[0], "Ada"):
        pass
    with Project.create(paths[1], "Ben") as project:
        prefer_first(project, mark_example(project, two_turns()))
        theirs = contents(project)
    with Project.open(paths[0]) as project:
        merge_project(project, paths[1])
        assert contents(project) == theirs


def test_two_projects_of_a_thousand_marked_solutions_merge(paths, tmp_path):
    """Every mark is there once, and a second time changes nothing."""
    with Project.create(paths[0], "Ada") as project:
        fill(project, 1000)
    paths[1].write_bytes(paths[0].read_bytes())
    with Project.open(paths[1]) as project:
        people = Annotators(project)
        people.add("Ben")
        people.use(people.named("Ben").id)
    for path in paths:
        with Project.open(path) as project:
            mark_all(project)
    with Project.open(paths[0]) as project:
        report = merge_project(project, paths[1])
        assert report.added == {"annotators": 1, "opinions": 3000}
        assert not report.conflicts
        database = project.file.database
        said = database.rows(
            "SELECT annotator_id, count(DISTINCT step_id) AS steps, count(*) AS n FROM (SELECT"
            " step_id, annotator_id FROM marks UNION ALL SELECT step_id, annotator_id FROM"
            " opinions) GROUP BY annotator_id"
        )
        assert [(row["steps"], row["n"]) for row in said] == [(3000, 3000)] * 2
        count = events(project)
        assert merge_project(project, paths[1]).change is None
        assert events(project) == count


def fill(project, count: int) -> None:
    """Add problems with a response of three steps each, in one change."""
    template = with_response(project, 3)[1]
    (bundle,) = reading.threads_of(project.file.database, template.id)
    (turn,) = bundle.turns
    (response,) = turn.responses
    Library(project).add_problems(
        [Problem(f"p{n}", f"What is ${n}+1$?", position=n) for n in range(count)]
    )
    rows = []
    for n in range(count):
        chosen = {"thread_id": f"t{n}", "chosen_response_id": f"r{n}"}
        rows += [
            added(replace(bundle.thread, id=f"t{n}", problem_id=f"p{n}")),
            added(replace(turn.turn, id=f"u{n}", **chosen)),
            added(replace(response.response, id=f"r{n}", turn_id=f"u{n}")),
        ]
        rows += [
            added(replace(step, id=f"s{n}-{step.number}", response_id=f"r{n}"))
            for step in response.steps
        ]
    project.commit("fill", ["turns"], rows)


def mark_all(project) -> None:
    """Mark every step of the filled problems, in one change."""
    who, at = project.annotator.id, now()
    steps = project.file.database.rows("SELECT id, number FROM steps WHERE id LIKE 's%-%'")
    rows = [
        added(Mark(row["id"], Verdict(row["number"] % 3 - 1), annotator_id=who, updated_at=at))
        for row in steps
    ]
    project.commit("mark", ["marks"], rows)


KILLED = """
import sys, time
from pathlib import Path
from workbench.service.merging_projects import merge_project
from workbench.service.project import Project
from workbench.store import database

ours, theirs = map(Path, sys.argv[1:])
project = Project.open(ours)
write = database.Database.execute_many
written = []

def stop_in_the_middle(self, sql, parameters):
    write(self, sql, parameters)
    written.append(sql)
    if len(written) == 2:
        print("in the middle", flush=True)
        time.sleep(600)

database.Database.execute_many = stop_in_the_middle
merge_project(project, theirs)
"""


def test_a_merge_that_is_killed_leaves_the_old_state(paths, shared):
    """One transaction: the next start finds what was there before, and the merge works then."""
    ada, ben = paths
    mark_in(ben, shared, BAD, GOOD, GOOD)
    with Project.open(ada) as project:
        before, count = contents(project, MERGED), events(project)
    child = python(["-c", KILLED, str(ada), str(ben)])
    assert child.stdout.readline() == "in the middle\n"
    child.kill()
    child.communicate()
    with Project.open(ada) as project:
        assert (contents(project, MERGED), events(project)) == (before, count)
        assert project.check().ok
        assert merge_project(project, ben).added["opinions"] == 1


@pytest.mark.parametrize("phase", ["reading", "writing"])
def test_a_merge_that_is_stopped_changes_nothing(paths, phase):
    """Stop means stop, also in the middle of writing."""
    with Project.create(paths[0], "Ada"):
        pass
    with Project.create(paths[1], "Ben") as project:
        fill(project, 400)

    def told(now_at: str, _share: float) -> None:
        if now_at == phase:
            watch.stop()

    watch = Watch(told)
    with Project.open(paths[0]) as project:
        before = contents(project, MERGED)
        with pytest.raises(Stopped):
            merge_project(project, paths[1], watch=watch)
        assert contents(project, MERGED) == before
        assert events(project) == 0


def test_the_other_file_stays_as_it_is_to_the_byte(paths, shared):
    """It is only read, and nothing appears beside it; a lock tells who had the file last."""
    ada, ben = paths
    mark_in(ben, shared, BAD)

    def held() -> dict[str, bytes]:
        found = ben.parent.glob("ben*")
        return {one.name: b"" if one.name.endswith("-lock") else one.read_bytes() for one in found}

    before = held()
    with Project.open(ada) as project:
        merge_project(project, ben)
    assert held() == before


@pytest.mark.parametrize("name", ["Ben's", "100% #1", "ä ñ 🙂", "two\nlines", "a?b=c&d"])
def test_odd_names_of_the_other_file_are_no_obstacle(paths, shared, name):
    """Apostrophes, signs of addresses, emoji, a line break."""
    odd = paths[1].with_name(f"{name}.stepmark")
    paths[1].rename(odd)
    mark_in(odd, shared, BAD)
    with Project.open(paths[0]) as project:
        assert merge_project(project, odd).added["opinions"] == 1


def test_a_project_that_was_not_closed_comes_with_its_log(paths, shared):
    """What its annotator saw as saved is part of it, though the program was killed."""
    ada, ben = paths
    child = python(["-c", LEFT_OPEN, str(ben), shared.id])
    assert child.stdout.readline() == "marked\n"
    child.kill()
    child.communicate()
    assert ben.with_name(ben.name + "-wal").stat().st_size
    with Project.open(ada) as project:
        assert merge_project(project, ben).added["opinions"] == 1


LEFT_OPEN = """
import sys, time
from pathlib import Path
from workbench.domain.records import Verdict
from workbench.service.annotation import Annotation
from workbench.service.project import Project

project = Project.open(Path(sys.argv[1]))
annotation = Annotation(project)
step = annotation.view(sys.argv[2]).turns[-1].chosen.steps[0].step
annotation.mark(step.id, Verdict.INCORRECT)
print("marked", flush=True)
time.sleep(600)
"""


def test_a_project_that_is_open_elsewhere_is_not_merged(paths, shared):
    """A file that is being written is no file to copy."""
    ada, ben = paths
    with Project.open(ada) as project, Project.open(ben), pytest.raises(KnownError, match="open"):
        merge_project(project, ben)


def test_a_project_is_not_merged_into_itself(paths, shared):
    """It would find everything equal and say nothing useful."""
    with Project.open(paths[0]) as project, pytest.raises(KnownError, match="this very project"):
        merge_project(project, paths[0])


def altered(path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def refused(paths, kind, match: str) -> None:
    ada, ben = paths
    with Project.open(ada) as project:
        before, count = contents(project, MERGED), events(project)
        with pytest.raises(kind, match=match):
            merge_project(project, ben)
        assert (contents(project, MERGED), events(project)) == (before, count)


def test_a_newer_schema_is_refused(paths, shared):
    """What a later version wrote is not guessed at."""
    altered(paths[1], "PRAGMA user_version = 999")
    refused(paths, ProjectTooNewError, "newer Stepmark")


def test_a_strangers_trigger_is_refused_before_it_runs(paths, shared):
    """A project is data; its schema is ours or nobody's."""
    altered(
        paths[1],
        "CREATE TRIGGER mine AFTER INSERT ON migrations BEGIN DELETE FROM marks; END",
    )
    refused(paths, StorageError, "did not make")


def test_a_view_in_the_place_of_a_table_is_refused(paths, shared):
    """A view runs its author's words."""
    altered(paths[1], "DROP TABLE gold", "CREATE VIEW gold AS SELECT 1 AS id")
    refused(paths, StorageError, "did not make")


def test_a_damaged_page_is_refused(paths, shared):
    """The pages are checked before they are read."""
    data = bytearray(paths[1].read_bytes())
    for at in range(8192, len(data), 4096):
        data[at : at + 200] = b"\\xff" * 200
    paths[1].write_bytes(bytes(data))
    refused(paths, StorageError, "damaged")


def test_a_file_that_is_no_project_is_refused(paths, shared):
    """Any file can be chosen by mistake."""
    paths[1].write_bytes(b"not a database" * 100)
    refused(paths, StorageError, "not a Stepmark project")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE steps SET response_id = 'nowhere'",
        "UPDATE marks SET error_kind = 'vibes'",
        "UPDATE threads SET status = 'gone'",
        "UPDATE responses SET sampling = '{'",
        'UPDATE steps SET "end" = 99999999, response_id = response_id',
    ],
)
def test_impossible_values_are_refused_in_one_sentence(paths, shared, statement):
    """A row that no Stepmark wrote is named, and nothing of the file is taken."""
    ada, ben = paths
    with Project.create(ada.with_name("zoe.stepmark"), "Zoe"):
        pass
    altered(ben, "PRAGMA foreign_keys = OFF", statement)
    refused((ada.with_name("zoe.stepmark"), ben), KnownError, "merge a backup")


def test_an_older_project_is_brought_forward_in_a_copy(paths, shared, monkeypatch):
    """A colleague's version may be behind; the file itself is not touched."""
    from workbench.store import database, migrations, project_file

    old = paths[1].with_name("old.stepmark")
    first = migrations.MIGRATIONS[:3]
    with monkeypatch.context() as patch:
        patch.setattr(migrations.migrate, "__defaults__", (first, None))
        patch.setattr(database, "MIGRATIONS", first)
        patch.setattr(project_file, "MIGRATIONS", first)
        database.create_file(old)
    altered(
        old,
        "INSERT INTO annotators VALUES ('b', 'Ben', '')",
        "INSERT INTO problems (id, statement, split, position, created_at)"
        " VALUES ('q', 'What is $9$?', 'train', 1, '')",
    )
    before = old.read_bytes()
    with Project.open(paths[0]) as project:
        assert merge_project(project, old).added == {"annotators": 1, "problems": 1}
    assert old.read_bytes() == before
