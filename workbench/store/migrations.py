"""The project file's schema as a list of steps that only ever grows; each is one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from workbench.domain.records import now

APPLICATION_ID = 0x53746D6B


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema: its statements run in order, in one transaction with its record."""

    name: str
    statements: tuple[str, ...]


_RECORDS = Migration(
    "0001 records, marks and events",
    (
        "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
        "CREATE TABLE guidelines (version INTEGER PRIMARY KEY, text TEXT NOT NULL,"
        " created_at TEXT NOT NULL) STRICT",
        "CREATE TABLE annotators (id TEXT PRIMARY KEY, name TEXT NOT NULL,"
        " created_at TEXT NOT NULL) STRICT",
        "CREATE TABLE problems (id TEXT PRIMARY KEY, statement TEXT NOT NULL,"
        " reference_answer TEXT, reference_solution TEXT, topic TEXT, source TEXT,"
        " split TEXT NOT NULL CHECK (split IN ('train', 'heldout')),"
        " position INTEGER NOT NULL, created_at TEXT NOT NULL) STRICT",
        "CREATE INDEX problems_position ON problems (position)",
        "CREATE TABLE threads (id TEXT PRIMARY KEY,"
        " problem_id TEXT NOT NULL REFERENCES problems (id) DEFERRABLE INITIALLY DEFERRED,"
        " annotator_id TEXT NOT NULL REFERENCES annotators (id) DEFERRABLE INITIALLY DEFERRED,"
        " refine_mode TEXT NOT NULL, annotation_mode TEXT NOT NULL, status TEXT NOT NULL,"
        " status_reason TEXT NOT NULL, created_at TEXT NOT NULL) STRICT",
        "CREATE INDEX threads_problem ON threads (problem_id)",
        "CREATE TABLE turns (id TEXT PRIMARY KEY,"
        " thread_id TEXT NOT NULL REFERENCES threads (id) DEFERRABLE INITIALLY DEFERRED,"
        " number INTEGER NOT NULL, kind TEXT NOT NULL, messages TEXT NOT NULL,"
        " prefix TEXT NOT NULL, chosen_response_id TEXT, created_at TEXT NOT NULL) STRICT",
        "CREATE INDEX turns_thread ON turns (thread_id, number)",
        "CREATE TABLE responses (id TEXT PRIMARY KEY,"
        " turn_id TEXT NOT NULL REFERENCES turns (id) DEFERRABLE INITIALLY DEFERRED,"
        " candidate INTEGER NOT NULL, text TEXT NOT NULL, answer TEXT,"
        " finish_reason TEXT NOT NULL, model_id TEXT, seed INTEGER, sampling TEXT NOT NULL,"
        " token_ids TEXT NOT NULL, logprobs TEXT NOT NULL, timings TEXT NOT NULL,"
        " created_at TEXT NOT NULL) STRICT",
        "CREATE INDEX responses_turn ON responses (turn_id, candidate)",
        "CREATE TABLE steps (id TEXT PRIMARY KEY,"
        " response_id TEXT NOT NULL REFERENCES responses (id) DEFERRABLE INITIALLY DEFERRED,"
        ' number INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,'
        " origin_step_id TEXT) STRICT",
        "CREATE INDEX steps_response ON steps (response_id, number)",
        "CREATE TABLE marks (step_id TEXT PRIMARY KEY REFERENCES steps (id)"
        " DEFERRABLE INITIALLY DEFERRED,"
        " verdict INTEGER CHECK (verdict IN (-1, 0, 1)), error_kind TEXT, follows_from TEXT,"
        " explanation TEXT NOT NULL, rewrite TEXT, source TEXT NOT NULL, mode TEXT NOT NULL,"
        " guideline_version INTEGER NOT NULL, seconds REAL NOT NULL,"
        " annotator_id TEXT NOT NULL, updated_at TEXT NOT NULL) STRICT",
        "CREATE TABLE preferences (id TEXT PRIMARY KEY,"
        " problem_id TEXT NOT NULL REFERENCES problems (id) DEFERRABLE INITIALLY DEFERRED,"
        " annotator_id TEXT NOT NULL, better_response_id TEXT NOT NULL,"
        " worse_response_id TEXT NOT NULL, strength TEXT NOT NULL,"
        " created_at TEXT NOT NULL) STRICT",
        "CREATE INDEX preferences_problem ON preferences (problem_id)",
        "CREATE TABLE models (id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL,"
        " path TEXT NOT NULL, sha256 TEXT NOT NULL, parent_id TEXT, run_id TEXT,"
        " created_at TEXT NOT NULL) STRICT",
        "CREATE TABLE runs (id TEXT PRIMARY KEY, folder TEXT NOT NULL, state TEXT NOT NULL,"
        " base_model_id TEXT NOT NULL, recipe TEXT NOT NULL, snapshot_sha256 TEXT NOT NULL,"
        " result_model_id TEXT, reason TEXT NOT NULL, created_at TEXT NOT NULL) STRICT",
        "CREATE TABLE drafts (step_id TEXT NOT NULL, field TEXT NOT NULL, text TEXT NOT NULL,"
        " updated_at TEXT NOT NULL, PRIMARY KEY (step_id, field)) STRICT",
        "CREATE TABLE events (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
        " at TEXT NOT NULL, annotator_id TEXT NOT NULL, label TEXT NOT NULL,"
        " topics TEXT NOT NULL, payload TEXT NOT NULL, sha256 TEXT NOT NULL,"
        " undoes TEXT) STRICT",
        "CREATE TABLE event_rows (table_name TEXT NOT NULL, row_key TEXT NOT NULL,"
        " seq INTEGER NOT NULL, PRIMARY KEY (table_name, row_key, seq)) STRICT, WITHOUT ROWID",
        "CREATE TRIGGER events_never_change BEFORE UPDATE ON events"
        " BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER events_never_vanish BEFORE DELETE ON events"
        " BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
    ),
)

_QUEUE = Migration(
    "0002 the queue's summary and the search index",
    (
        "CREATE INDEX steps_origin ON steps (origin_step_id) WHERE origin_step_id IS NOT NULL",
        "CREATE INDEX marks_cause ON marks (follows_from) WHERE follows_from IS NOT NULL",
        "CREATE TABLE queue (problem_id TEXT PRIMARY KEY, position INTEGER NOT NULL,"
        " topic TEXT, excerpt TEXT NOT NULL, split TEXT NOT NULL, status TEXT NOT NULL,"
        " turn INTEGER NOT NULL, marked_steps INTEGER NOT NULL, total_steps INTEGER NOT NULL,"
        " worst_verdict INTEGER, any_mark INTEGER NOT NULL) STRICT",
        "CREATE INDEX queue_position ON queue (position)",
        "CREATE INDEX queue_status ON queue (status, position)",
        "CREATE INDEX queue_counts ON queue (status, any_mark)",
        "CREATE VIRTUAL TABLE search USING fts5 (statement, topic, content='problems',"
        " content_rowid='rowid', tokenize='trigram')",
    ),
)

_COMPARING = Migration(
    "0003 pairs as they were shown, rankings, and comparisons of two models",
    (
        "CREATE TABLE judgements (id TEXT PRIMARY KEY,"
        " problem_id TEXT NOT NULL REFERENCES problems (id) DEFERRABLE INITIALLY DEFERRED,"
        " annotator_id TEXT NOT NULL, left_response_id TEXT NOT NULL,"
        " right_response_id TEXT NOT NULL, preference_id TEXT, comparison_id TEXT,"
        " seconds REAL NOT NULL, created_at TEXT NOT NULL) STRICT",
        "CREATE INDEX judgements_problem ON judgements (problem_id)",
        "CREATE TABLE rankings (id TEXT PRIMARY KEY,"
        " problem_id TEXT NOT NULL REFERENCES problems (id) DEFERRABLE INITIALLY DEFERRED,"
        " annotator_id TEXT NOT NULL, responses TEXT NOT NULL, shown TEXT NOT NULL,"
        " seconds REAL NOT NULL, created_at TEXT NOT NULL) STRICT",
        "CREATE INDEX rankings_problem ON rankings (problem_id)",
        "CREATE TABLE comparisons (id TEXT PRIMARY KEY, model_a_id TEXT NOT NULL,"
        " model_b_id TEXT NOT NULL, annotator_id TEXT NOT NULL, problem_ids TEXT NOT NULL,"
        " ended_at TEXT NOT NULL, created_at TEXT NOT NULL) STRICT",
    ),
)

_OPINIONS = Migration(
    "0004 what several annotators say of one step",
    (
        "CREATE TABLE opinions (id TEXT PRIMARY KEY,"
        " step_id TEXT NOT NULL REFERENCES steps (id) DEFERRABLE INITIALLY DEFERRED,"
        " annotator_id TEXT NOT NULL, verdict INTEGER CHECK (verdict IN (-1, 0, 1)),"
        " error_kind TEXT, follows_from TEXT, explanation TEXT NOT NULL, rewrite TEXT,"
        " source TEXT NOT NULL, mode TEXT NOT NULL, guideline_version INTEGER NOT NULL,"
        " seconds REAL NOT NULL, state TEXT NOT NULL CHECK (state IN ('standing', 'superseded')),"
        " blind INTEGER NOT NULL CHECK (blind IN (0, 1)), updated_at TEXT NOT NULL) STRICT",
        "CREATE UNIQUE INDEX opinions_standing ON opinions (step_id, annotator_id)"
        " WHERE state = 'standing'",
        "CREATE INDEX opinions_step ON opinions (step_id)",
        "CREATE TABLE passes (id TEXT PRIMARY KEY,"
        " problem_id TEXT NOT NULL REFERENCES problems (id) DEFERRABLE INITIALLY DEFERRED,"
        " response_id TEXT NOT NULL REFERENCES responses (id) DEFERRABLE INITIALLY DEFERRED,"
        " annotator_id TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('second', 'gold')),"
        " state TEXT NOT NULL CHECK (state IN ('open', 'done', 'withdrawn')),"
        " created_at TEXT NOT NULL, ended_at TEXT NOT NULL) STRICT",
        "CREATE INDEX passes_open ON passes (annotator_id, problem_id) WHERE state = 'open'",
        "CREATE INDEX passes_response ON passes (response_id)",
        "CREATE TABLE gold (id TEXT PRIMARY KEY REFERENCES responses (id)"
        " DEFERRABLE INITIALLY DEFERRED,"
        " problem_id TEXT NOT NULL REFERENCES problems (id) DEFERRABLE INITIALLY DEFERRED,"
        " created_at TEXT NOT NULL) STRICT",
        "CREATE TABLE decisions (id TEXT PRIMARY KEY REFERENCES steps (id)"
        " DEFERRABLE INITIALLY DEFERRED, annotator_id TEXT NOT NULL,"
        " created_at TEXT NOT NULL) STRICT",
    ),
)

_WAYS_ON = Migration(
    "0005 alternatives of steps, and checks whether an answer is found again",
    (
        "CREATE TABLE alternatives (id TEXT PRIMARY KEY,"
        " step_id TEXT NOT NULL REFERENCES steps (id) DEFERRABLE INITIALLY DEFERRED,"
        " annotator_id TEXT NOT NULL, candidate INTEGER NOT NULL, text TEXT NOT NULL,"
        " source TEXT NOT NULL, rating INTEGER CHECK (rating IN (-1, 0, 1)),"
        " chosen INTEGER NOT NULL CHECK (chosen IN (0, 1)), finish_reason TEXT NOT NULL,"
        " model_id TEXT, seed INTEGER, sampling TEXT NOT NULL, created_at TEXT NOT NULL) STRICT",
        "CREATE INDEX alternatives_step ON alternatives (step_id, candidate)",
        "CREATE TABLE consistency_checks (id TEXT PRIMARY KEY,"
        " problem_id TEXT NOT NULL REFERENCES problems (id) DEFERRABLE INITIALLY DEFERRED,"
        " annotator_id TEXT NOT NULL, answer TEXT NOT NULL, wanted INTEGER NOT NULL,"
        " threshold INTEGER NOT NULL, samples TEXT NOT NULL, model_id TEXT,"
        " sampling TEXT NOT NULL, created_at TEXT NOT NULL) STRICT",
        "CREATE INDEX consistency_problem ON consistency_checks (problem_id, created_at)",
        "ALTER TABLE queue ADD COLUMN converged INTEGER NOT NULL DEFAULT 0",
    ),
)

_SUGGESTIONS = Migration(
    "0006 what reward models say of steps, and what was accepted of it",
    (
        # Scores can be had again, so they are no part of history: they go with their steps.
        "CREATE TABLE reward_models (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
        " name TEXT NOT NULL, scale TEXT NOT NULL, created_at TEXT NOT NULL) STRICT",
        "CREATE TABLE step_scores (step_id TEXT NOT NULL REFERENCES steps (id)"
        " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,"
        " reward_model INTEGER NOT NULL REFERENCES reward_models (key),"
        " probability REAL NOT NULL, PRIMARY KEY (step_id, reward_model)) STRICT, WITHOUT ROWID",
        "CREATE TABLE response_scores (response_id TEXT PRIMARY KEY REFERENCES responses (id)"
        " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,"
        " reward_model INTEGER NOT NULL REFERENCES reward_models (key),"
        " worst REAL, wrong_answer INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        'CREATE TRIGGER scores_of_cut_steps AFTER UPDATE OF start, "end" ON steps'
        ' WHEN old.start <> new.start OR old."end" <> new."end" BEGIN'
        " DELETE FROM response_scores WHERE response_id = old.response_id;"
        " DELETE FROM step_scores WHERE step_id IN"
        " (SELECT id FROM steps WHERE response_id = old.response_id); END",
        "CREATE TRIGGER scores_of_reworded_problems AFTER UPDATE ON problems"
        " WHEN old.statement <> new.statement"
        " OR old.reference_answer IS NOT new.reference_answer BEGIN"
        " DELETE FROM response_scores WHERE response_id IN (SELECT r.id FROM responses r"
        " JOIN turns u ON u.id = r.turn_id JOIN threads t ON t.id = u.thread_id"
        " WHERE t.problem_id = old.id);"
        " DELETE FROM step_scores WHERE step_id IN (SELECT s.id FROM steps s"
        " JOIN responses r ON r.id = s.response_id JOIN turns u ON u.id = r.turn_id"
        " JOIN threads t ON t.id = u.thread_id WHERE t.problem_id = old.id); END",
        "CREATE TABLE accepted_suggestions (step_id TEXT PRIMARY KEY REFERENCES steps (id)"
        " DEFERRABLE INITIALLY DEFERRED, verdict INTEGER NOT NULL CHECK (verdict IN (-1, 0, 1)),"
        " probability REAL NOT NULL, scale TEXT NOT NULL, reward_model TEXT NOT NULL,"
        " created_at TEXT NOT NULL) STRICT",
        "ALTER TABLE queue ADD COLUMN informative REAL NOT NULL DEFAULT 0",
        "UPDATE queue SET informative = 1 WHERE marked_steps < total_steps"
        " AND status IN ('unmarked', 'refining')",
        "CREATE INDEX queue_informative ON queue (informative DESC, position)",
        "CREATE INDEX queue_status_informative ON queue (status, informative DESC, position)",
    ),
)

_INSIGHTS = Migration(
    "0007 daily counts of marks and the places of first errors",
    (
        "CREATE TABLE insight_days (day TEXT NOT NULL, annotator_id TEXT NOT NULL,"
        " topic TEXT NOT NULL, problem_id TEXT NOT NULL, correct INTEGER NOT NULL,"
        " neutral INTEGER NOT NULL, incorrect INTEGER NOT NULL, reasoning INTEGER NOT NULL,"
        " calculation INTEGER NOT NULL, misread_problem INTEGER NOT NULL,"
        " unjustified INTEGER NOT NULL, incomplete INTEGER NOT NULL,"
        " follows_from_earlier_error INTEGER NOT NULL, timed INTEGER NOT NULL,"
        " seconds REAL NOT NULL, PRIMARY KEY (day, annotator_id, topic, problem_id))"
        " STRICT, WITHOUT ROWID",
        "CREATE INDEX insight_days_problem ON insight_days (problem_id)",
        "CREATE TABLE insight_errors (response_id TEXT PRIMARY KEY, problem_id TEXT NOT NULL,"
        " topic TEXT NOT NULL, day TEXT NOT NULL, step INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE INDEX insight_errors_problem ON insight_errors (problem_id)",
        "CREATE INDEX insight_errors_step ON insight_errors (step, day, topic)",
        "INSERT INTO insight_days SELECT coalesce(date(m.updated_at, 'localtime'), ''),"
        " m.annotator_id, coalesce(p.topic, ''), p.id, sum(m.verdict = 1), sum(m.verdict = 0),"
        " sum(m.verdict = -1), sum(coalesce(m.error_kind = 'reasoning', 0)),"
        " sum(coalesce(m.error_kind = 'calculation', 0)),"
        " sum(coalesce(m.error_kind = 'misread_problem', 0)),"
        " sum(coalesce(m.error_kind = 'unjustified', 0)),"
        " sum(coalesce(m.error_kind = 'incomplete', 0)),"
        " sum(coalesce(m.error_kind = 'follows_from_earlier_error', 0)),"
        " sum(m.seconds > 0), sum(m.seconds) FROM marks m JOIN steps s ON s.id = m.step_id"
        " JOIN responses r ON r.id = s.response_id JOIN turns u ON u.id = r.turn_id"
        " JOIN threads t ON t.id = u.thread_id JOIN problems p ON p.id = t.problem_id"
        " WHERE m.verdict IS NOT NULL GROUP BY 1, 2, 3, 4",
        "INSERT INTO insight_errors SELECT r.id, p.id, coalesce(p.topic, ''),"
        " coalesce(date(max(m.updated_at), 'localtime'), ''),"
        " coalesce(min(CASE WHEN m.verdict = -1 THEN s.number END), 0)"
        " FROM responses r JOIN steps s ON s.response_id = r.id"
        " LEFT JOIN marks m ON m.step_id = s.id JOIN turns u ON u.id = r.turn_id"
        " JOIN threads t ON t.id = u.thread_id JOIN problems p ON p.id = t.problem_id"
        " GROUP BY r.id HAVING min(m.verdict) = -1 OR count(m.verdict) = count(*)",
    ),
)

_PIECES = Migration(
    "0008 long changes in pieces",
    (
        "CREATE TABLE event_pieces (seq INTEGER NOT NULL, number INTEGER NOT NULL,"
        " rows TEXT NOT NULL, PRIMARY KEY (seq, number)) STRICT",
        "CREATE TRIGGER event_pieces_never_change BEFORE UPDATE ON event_pieces"
        " BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER event_pieces_never_vanish BEFORE DELETE ON event_pieces"
        " BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
    ),
)

WORK_TEXT = """
SELECT p.rowid AS number,
       coalesce((SELECT group_concat(text, char(10)) FROM (
           SELECT r.text FROM threads t JOIN turns u ON u.thread_id = t.id
             JOIN responses r ON r.turn_id = u.id
            WHERE t.problem_id = p.id ORDER BY r.id)), '')
       || coalesce((SELECT group_concat(said, char(10)) FROM (
           SELECT char(10) || m.explanation || char(10) || coalesce(m.rewrite, '') AS said
             FROM threads t JOIN turns u ON u.thread_id = t.id
             JOIN responses r ON r.turn_id = u.id JOIN steps s ON s.response_id = r.id
             JOIN marks m ON m.step_id = s.id
            WHERE t.problem_id = p.id AND (m.explanation <> '' OR m.rewrite <> '')
            ORDER BY s.id)), '') AS text
  FROM problems p
"""
"""What was written on a problem, as the search index holds it; other words need a new migration."""

_QUEUE_AT_SCALE = Migration(
    "0009 queue rows numbered as their problems, an index for each order, search in the work",
    (
        # One number for a problem in all that is searched or sorted: no joins by name.
        "CREATE TABLE queue_before AS SELECT p.rowid AS number, q.* FROM queue q"
        " JOIN problems p ON p.id = q.problem_id",
        "DELETE FROM queue",
        "INSERT INTO queue (rowid, problem_id, position, topic, excerpt, split, status, turn,"
        " marked_steps, total_steps, worst_verdict, any_mark, converged, informative)"
        " SELECT number, problem_id, position, topic, excerpt, split, status, turn,"
        " marked_steps, total_steps, worst_verdict, any_mark, converged, informative"
        " FROM queue_before",
        "DROP TABLE queue_before",
        "DROP INDEX queue_position",
        "DROP INDEX queue_status",
        # They hold what filters ask for, so that 100,000 problems are sifted in the index alone.
        "CREATE INDEX queue_by_import ON queue (position, status, split, topic)",
        "CREATE INDEX queue_by_hardness ON queue (coalesce(worst_verdict, 2), turn DESC,"
        " position, status, split, topic)",
        "CREATE INDEX queue_topics ON queue (topic)",
        "CREATE VIRTUAL TABLE search_work USING fts5 (text, content='',"
        " tokenize='unicode61 remove_diacritics 2')",
        "INSERT INTO search_work (rowid, text) SELECT number, text"
        f" FROM ({WORK_TEXT}) WHERE text <> ''",
    ),
)

MIGRATIONS: tuple[Migration, ...] = (
    _RECORDS,
    _QUEUE,
    _COMPARING,
    _OPINIONS,
    _WAYS_ON,
    _SUGGESTIONS,
    _INSIGHTS,
    _PIECES,
    _QUEUE_AT_SCALE,
)


def migrate(
    connection: sqlite3.Connection,
    migrations: tuple[Migration, ...] = MIGRATIONS,
    before_each: Callable[[str], None] | None = None,
) -> int:
    """Apply what is missing, each step atomically with its record; return how many were applied.

    ``before_each`` is told every statement about to run, so that a test can stop at any of them.
    """
    tell = before_each or _nobody
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    for number, migration in enumerate(migrations[version:], version + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            _apply(connection, number, migration, tell)
            tell("COMMIT")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return max(len(migrations) - version, 0)


def _apply(
    connection: sqlite3.Connection, number: int, migration: Migration, tell: Callable[[str], None]
) -> None:
    statements = (
        "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL,"
        " applied_at TEXT NOT NULL) STRICT",
        *migration.statements,
        f"PRAGMA application_id = {APPLICATION_ID}",
        f"PRAGMA user_version = {number}",
    )
    for statement in statements:
        tell(statement)
        connection.execute(statement)
    connection.execute("INSERT INTO migrations VALUES (?, ?, ?)", (number, migration.name, now()))


def _nobody(_statement: str) -> None:
    """Listen to nothing."""
