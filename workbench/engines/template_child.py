"""Render chat templates in a process of its own, which may be killed and may not grow.

A template is code from a stranger: it runs in jinja2's immutable sandbox, under a limit on memory
and processor time here, and on wall-clock time in the caller (``template.py``).
"""

from __future__ import annotations

import sys
import time
from datetime import datetime
from typing import Any, NoReturn

from workbench.domain.sentences import sentence
from workbench.jobs.protocol import Message, encode, read_message

MEMORY_BYTES = 512 << 20
CPU_SECONDS = 5
MAX_RENDERED = 4 << 20


def main() -> None:
    """Answer render requests on stdin until it ends."""
    _limit()
    while (message := read_message(sys.stdin.buffer)) is not None:
        sys.stdout.buffer.write(encode(answer(message)))
        sys.stdout.buffer.flush()


def answer(message: Message) -> Message:
    """Return the rendered text of one request, or why there is none."""
    from jinja2 import TemplateError

    try:
        text = _render(message)
    except MemoryError:
        return {"error": sentence("it asks for too much memory")}
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        return {
            "error": sentence(
                "it fails ({kind}: {reason})", kind=type(error).__name__, reason=str(error)[:200]
            )
        }
    except (RecursionError, AttributeError) as error:
        return {"error": sentence("it fails ({kind})", kind=type(error).__name__)}
    if len(text) > MAX_RENDERED:
        return {"error": sentence("it renders to more than 4 MB")}
    return {"text": text}


def _render(message: Message) -> str:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    _allow_seconds(CPU_SECONDS)
    environment.globals["raise_exception"] = _raise_exception
    environment.globals["strftime_now"] = _strftime_now
    environment.filters["tojson"] = _tojson
    template = environment.from_string(message["template"])
    return template.render(
        messages=message["messages"],
        add_generation_prompt=True,
        bos_token=message["bos"],
        eos_token=message["eos"],
    )


def _raise_exception(reason: str) -> NoReturn:
    from jinja2 import TemplateError

    raise TemplateError(reason)


def _strftime_now(form: str) -> str:
    return datetime.now().astimezone().strftime(form)


def _tojson(value: Any, indent: int | None = None) -> str:
    """Dump as transformers does: no HTML escapes, unlike jinja2's own filter."""
    import json

    return json.dumps(value, ensure_ascii=False, indent=indent)


def _limit() -> None:
    """Cap memory and processor time where the system can; elsewhere the caller's clock must do."""
    import jinja2.ext
    import jinja2.sandbox  # noqa: F401 - imported before the cap, which counts address space

    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _allow_seconds(seconds: int) -> None:
    """Let this process live so much longer in processor time, so that no caller need kill it."""
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds, hard))


if __name__ == "__main__":
    main()
