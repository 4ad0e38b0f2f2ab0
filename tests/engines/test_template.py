"""A chat template is a stranger's code: it may fail, but not hang, grow, or reach anything."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.helpers.tiny_model import CHAT_TEMPLATE, make_tiny_gguf, make_tiny_llama
from tests.helpers.watched_engine import WatchedEngine
from workbench.domain.errors import EngineError
from workbench.domain.records import Message
from workbench.engines.template import TemplateRenderer
from workbench.weights.gguf_writer import read_checkpoint, write_gguf

ASK = (Message("user", "Solve."), Message("assistant", "1. x"), Message("user", "Again."))
Make = Callable[[str], TemplateRenderer]


@pytest.fixture
def renderer() -> Iterator[Make]:
    """Make renderers whose processes end with the test."""
    made: list[TemplateRenderer] = []

    def make(template: str) -> TemplateRenderer:
        made.append(TemplateRenderer(template, "<s>", "</s>"))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_a_plain_template_renders_up_to_the_answer(renderer: Make) -> None:
    """The prompt ends where the assistant begins."""
    text = renderer(CHAT_TEMPLATE).render(ASK)
    assert text == (
        "<|user|>\nSolve.<|end|>\n<|assistant|>\n1. x<|end|>\n<|user|>\nAgain.<|end|>\n"
        "<|assistant|>\n"
    )


def test_what_published_templates_use_is_there(renderer: Make) -> None:
    """Loop controls, raise_exception, strftime_now, tojson without HTML escapes, the tokens."""
    template = (
        "{{ bos_token }}{% for m in messages %}{% if loop.index > 1 %}{% break %}{% endif %}"
        "{{ m.content | tojson }}{% endfor %}{{ strftime_now('%Y') | length }}{{ eos_token }}"
    )
    assert renderer(template).render([Message("user", "<b>é")]) == '<s>"<b>é"4</s>'
    with pytest.raises(EngineError, match="roles must alternate"):
        renderer("{{ raise_exception('roles must alternate') }}").render(ASK)


@pytest.mark.parametrize(
    "template",
    [
        "{{ 'a' * 10**10 }}",
        "{% set n = namespace(s='a') %}{% for i in range(40) %}"
        "{% set n.s = n.s + n.s %}{% endfor %}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}"
        "{% endfor %}{% endfor %}{% endfor %}",
        "{{ 'x' * 5000000 }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{{ 7 ** (7 ** 9) }}",
    ],
    ids=["memory", "doubling", "loops", "output", "recursion", "power"],
)
def test_bombs_end_within_five_seconds(renderer: Make, template: str) -> None:
    """Fault 32: memory is capped, time is capped, and the next rendering works."""
    bomb = renderer(template)
    asked = time.monotonic()
    with pytest.raises(EngineError, match=r"template .* cannot be used"):
        bomb.render(ASK)
    assert time.monotonic() - asked < 5


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ messages.__class__.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('touch SENTINEL').read() }}",
        "{{ lipsum.__globals__['os'].system('touch SENTINEL') }}",
        "{% include '/etc/passwd' %}",
        "{{ raise_exception.__globals__ }}",
        "{{ messages.append(1) }}",
    ],
)
def test_the_sandbox_holds(renderer: Make, template: str, tmp_path: Path) -> None:
    """CVE-2024-34359 and its kin: nothing of Python is reached, nothing runs."""
    sentinel = tmp_path / "sentinel"
    template = template.replace("SENTINEL", str(sentinel))
    try:
        text = renderer(template).render(ASK)
    except EngineError:
        text = ""
    assert "class" not in text
    assert "root:" not in text
    assert not sentinel.exists()


def test_the_next_rendering_after_a_bomb_works(renderer: Make) -> None:
    """The process that was killed is replaced when it is needed."""
    made = renderer(
        "{% if messages | length > 1 %}{% for a in range(99999) %}"
        "{% for b in range(99999) %}{% endfor %}{% endfor %}{% endif %}fine"
    )
    with pytest.raises(EngineError):
        made.render(ASK)
    assert made.render(ASK[:1]) == "fine"


ATTACKS = {
    "classes": "{{ ''.__class__.__mro__[1].__subclasses__()[-1] }}",
    "attribute filter": "{{ (''|attr('__class__')|attr('__mro__'))[1]|attr('__subclasses__')() }}",
    "format string": "{{ '{0.__class__.__mro__}'.format('') }}{{ messages.__class__.mro()[1] }}",
    "shell": "{{ cycler.__init__.__globals__.os.popen('touch SENTINEL').read() }}",
    "imported shell": "{{ self._TemplateReference__context.cycler.__init__.__globals__['os']"
    ".system('touch SENTINEL') }}",
    "memory": "{{ 'a' * 10**10 }}",
    "padding": "{{ 'a' | center(10**10) }}",
    "wide number": "{{ '%9999999999d' % 1 }}",
    "doubling": "{% set n = namespace(s='a') %}{% for i in range(40) %}"
    "{% set n.s = n.s + n.s %}{% endfor %}",
    "loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}"
    "{% endfor %}{% endfor %}{% endfor %}",
    "range": "{% for a in range(10**12) %}x{% endfor %}",
    "power": "{{ 7 ** (7 ** 9) }}",
    "endless macro": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "endless pair": "{% macro f() %}{{ g() }}{% endmacro %}{% macro g() %}{{ f() }}{% endmacro %}"
    "{{ f() }}",
    "recursive loop": "{% for m in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "deep brackets": "{{ " + "(" * 30_000 + "1" + ")" * 30_000 + " }}",
    "deep blocks": "{% if 1 %}" * 5_000 + "x" + "{% endif %}" * 5_000,
    "long sum": "{{ " + "1+" * 100_000 + "1 }}",
}


@pytest.fixture
def watched(qtbot: QtBot) -> Iterator[WatchedEngine]:
    """An engine whose process ends with the test."""
    made = WatchedEngine(qtbot)
    yield made
    made.close()


def test_a_model_whose_template_attacks_is_a_sentence_within_five_seconds(
    watched: WatchedEngine, tmp_path: Path
) -> None:
    """Fault 32 through real files: an error each, nothing run, the window alive, then work."""
    sentinel = tmp_path / "sentinel"
    folder = make_tiny_llama(tmp_path / "attack")
    sound = make_tiny_gguf(tmp_path / "sound")
    path = tmp_path / "attack.gguf"
    assert watched.load(sound) == ""
    for name, template in ATTACKS.items():
        (folder / "chat_template.jinja").write_text(template.replace("SENTINEL", str(sentinel)))
        write_gguf(read_checkpoint(folder), path)
        asked = time.monotonic()
        sentence = watched.load(path)
        assert time.monotonic() - asked < 5, name
        assert "chat template of this model cannot be used" in sentence, name
        assert "\n" not in sentence
        assert not sentinel.exists(), name
    assert watched.load(sound) == ""
    assert watched.longest < 1.0


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from /proc")
def test_a_templates_memory_is_capped(renderer: Make) -> None:
    """The process that renders says no at 512 MB, and is still there for the next request."""
    made = renderer(
        "{% if messages | length > 1 %}{% set n = namespace(s='a') %}{% for i in range(40) %}"
        "{% set n.s = n.s + n.s %}{% endfor %}{% endif %}fine"
    )
    with pytest.raises(EngineError, match="too much memory"):
        made.render(ASK)
    assert made.pid is not None
    status = Path(f"/proc/{made.pid}/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    assert int(peak.split()[1]) < 512 << 10
    assert made.render(ASK[:1]) == "fine"
