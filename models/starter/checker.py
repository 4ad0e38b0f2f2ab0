"""A simulated expert: every step of a starter solution is parsed and judged on its own.

A step is correct when each equation in it is true for the problem and each value that it states
belongs to the problem. A step that makes no claim that can be read is not correct.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from .algebra_families import transform_conclusion
from .arithmetic_families import order_values
from .change_families import WRONG_BASE, WRONG_MEAN, change_values, speed_values
from .latex_math import NotMath, evaluate, math_spans
from .problems import Problem

PROBES = tuple(Fraction(value) for value in (-3, 2, 5, 11))


@dataclass(frozen=True, slots=True)
class StepCheck:
    """What the simulated expert says about one step; the reason is empty for a correct one."""

    correct: bool
    reason: str = ""


RIGHT = StepCheck(True)


def check_step(problem: Problem, step: str) -> StepCheck:
    """Judge one step (its text without the number) of a solution to a problem."""
    try:
        reason = CHECKS[problem.family](problem, step)
    except NotMath as error:
        return StepCheck(False, f"cannot be read: {error}")
    return StepCheck(False, reason) if reason else RIGHT


def check_response(problem: Problem, text: str) -> list[StepCheck]:
    """Judge every numbered step of a response in the fixed format."""
    steps = re.findall(r"(?m)^\d+\. (.*)$", text)
    return [check_step(problem, step) for step in steps]


def equations(step: str) -> list[list[str]]:
    """Give the sides of every equation in a step."""
    return [span.split("=") for span in math_spans(step) if "=" in span]


def check_chain(sides: list[str], values: dict[str, Fraction]) -> Fraction:
    """Evaluate the sides of an equation; raises NotMath when they differ."""
    found = [evaluate(side, values) for side in sides]
    if any(value != found[0] for value in found):
        raise NotMath(f"{sides[0].strip()} is not {sides[-1].strip()}")
    return found[0]


def check_values(step: str, known: set[Fraction]) -> str:
    """Check equations without letters, each of which must state a known value."""
    chains = equations(step)
    if not chains:
        return "no equation"
    for sides in chains:
        if check_chain(sides, {}) not in known:
            return "the value is not one of this problem"
    return ""


def check_order(problem: Problem, step: str) -> str:
    """Check an order-of-operations step."""
    return check_values(step, set(map(Fraction, order_values(problem.form, problem.numbers))))


def check_words(problem: Problem, step: str) -> str:
    """Check a word-problem step."""
    a, b, c, d = map(Fraction, problem.numbers)
    known = {a * b, a * b - c, a * b - c + d}
    if problem.form == "share":
        known = {a + b, (a + b) / c}
    return check_values(step, known)


def check_percentages(problem: Problem, step: str) -> str:
    """Check a percentage step, with the sentence on the part if it has one."""
    percent, number = map(Fraction, problem.numbers)
    part = percent * number / 100
    said = re.search(r"of \$(\d+)\$ is \$(\d+)\$", step)
    if said and (Fraction(said[1]), Fraction(said[2])) != (number, part):
        return "the part is wrong"
    return check_values(step, {percent * number, part, number - part, number + part})


def check_fractions(problem: Problem, step: str) -> str:
    """Check a fraction step: common denominator, expansion, sum or simplification."""
    a, b, c, d = problem.numbers
    said = re.search(r"common denominator of \$(\d+)\$ and \$(\d+)\$ is \$(\d+)\$", step)
    if said:
        right = {int(said[1]), int(said[2])} == {b, d} and int(said[3]) == math.lcm(b, d)
        return "" if right else "the common denominator is wrong"
    first, second = Fraction(a, b), Fraction(c, d)
    total = first + second if problem.form == "+" else first - second
    return check_values(step, {first, second, total})


def check_linear(problem: Problem, step: str) -> str:
    """Check that the root of the equation satisfies every equation of the step."""
    chains = equations(step)
    if not chains:
        return "no equation"
    for sides in chains:
        check_chain(sides, {"x": Fraction(problem.numbers[2])})
    return ""


def derivative_at(problem: Problem, x: Fraction) -> Fraction:
    """Give the true derivative at a point."""
    a, b = problem.numbers[:2]
    return 2 * a * x + b if problem.form == "quadratic" else 3 * a * x * x + b


def check_derivatives(problem: Problem, step: str) -> str:
    """Check a derivative, the number put in, and the values that follow."""
    k = Fraction(problem.numbers[2])
    slope = derivative_at(problem, k)
    known = {slope, slope - problem.numbers[1]}
    if not equations(step):
        return "no equation"
    for left, *sides in equations(step):
        name = left.strip()
        if name == "f'(x)":
            wrong = any(evaluate(sides[0], {"x": p}) != derivative_at(problem, p) for p in PROBES)
        elif name == "x":
            wrong = check_chain(sides, {}) != k
        elif name.startswith("f'("):
            wrong = evaluate(name[3:-1]) != k or check_chain(sides, {}) != slope
        else:
            wrong = check_chain([left, *sides], {}) not in known
        if wrong:
            return f"{name} is wrong"
    return ""


def check_quadratics(problem: Problem, step: str) -> str:
    """Check the two numbers, the factors, or the roots."""
    low, high = problem.numbers
    sign = 1 if problem.form == "positive" else -1
    said = re.search(r"product \$(\d+)\$ and sum \$(\d+)\$: \$(\d+)\$ and \$(\d+)\$", step)
    if said:
        product, total, one, two = map(int, said.groups())
        right = (product, total) == (low * high, low + high) and {one, two} == {low, high}
        return "" if right else "the two numbers are wrong"
    letter, chains = problem.words[0], equations(step)
    if "actor:" in step and len(chains) == 1:
        wrong = any(
            evaluate(chains[0][0], {letter: p}) != (p - sign * low) * (p - sign * high)
            for p in PROBES
        )
        return "the factors are wrong" if wrong else ""
    roots = {evaluate(sides[-1]) for sides in chains if sides[0].strip() == letter}
    return "" if roots == {Fraction(sign * low), Fraction(sign * high)} else "the roots are wrong"


def check_transforms(problem: Problem, step: str) -> str:
    """Check a transformation step: factor, directions, rewriting, or the letters chosen."""
    if step.startswith("The correct statement"):
        return "" if step == transform_conclusion(problem.answer) else "other statements hold"
    if "no horizontal" in step:
        return "there is a horizontal change"
    return check_coefficient(problem, step) or check_directions(problem, step)


def check_coefficient(problem: Problem, step: str) -> str:
    """Check the stated coefficient, its comparison with 1, and equations between functions."""
    factor = Fraction(problem.numbers[0], 100)
    said = re.search(r"from \$1\$ to \$([\d.]+)\$, and \$([\d.]+) ([<>]) 1\$", step)
    if said:
        grows = (said[3] == ">") == (factor > 1)
        same = Fraction(said[1]) == Fraction(said[2]) == factor
        return "" if grows and same else "the coefficient is wrong"
    scaled = re.search(r"outputs are multiplied by \$([\d.]+)\$", step)
    if scaled and Fraction(scaled[1]) != factor:
        return "the factor of the outputs is wrong"
    for sides in equations(step):
        texts = [side for side in sides if not re.fullmatch(r"\s*[a-z]\(x\)\s*", side)]
        for probe in PROBES:
            size = probe * probe if problem.form == "x^2" else abs(probe)
            if check_chain(texts, {"x": probe}) != factor * size:
                return "the function is another one"
    return ""


def check_directions(problem: Problem, step: str) -> str:
    """Check every direction that a step names, and the factor of the input."""
    factor = problem.numbers[0]
    true = ("vertically stretched", "horizontally compressed", "horizontal compression")
    false = ("vertically compressed", "horizontally stretched", "horizontal stretch")
    if factor < 100:
        true, false = false, true
    if any(re.search(rf"{words}\b", step) for words in false):
        return "the direction is wrong"
    inner = re.search(r"input (?:\$x\$ )?is multiplied by \$([\d.]+)\$", step)
    if inner:
        power = 2 if problem.form == "x^2" else 1
        if Fraction(inner[1]) ** power != Fraction(factor, 100):
            return "the factor of the input is wrong"
    stated = any(words in step for words in true) or "coefficient" in step
    return "" if stated else "nothing is claimed that can be checked"


def check_stated(step: str, stated: dict[str, tuple[int, ...]]) -> str:
    """Check the equations of a step against the values that its first words promise, in order."""
    wanted = next((values for words, values in stated.items() if step.startswith(words)), None)
    if wanted is None:
        return "nothing is claimed that can be checked"
    found = [check_chain(sides, {}) for sides in equations(step)]
    return "" if found == list(map(Fraction, wanted)) else "the values are not those of the problem"


def check_changes(problem: Problem, step: str) -> str:
    """Check one of two changes of a price, and of which price it is taken."""
    first, middle, second, end = change_values(problem.numbers)
    if WRONG_BASE in step:
        return "the second change is taken of the new price"
    stated = {
        "The first change is": (first, middle),
        "The second change is taken": (second,),
        "So the price is now": (end,),
    }
    return check_stated(plain_opening(step, stated), stated)


def check_speeds(problem: Problem, step: str) -> str:
    """Check both times, the sums, or the average speed."""
    one, two, distance, time, average = speed_values(problem.numbers)
    if WRONG_MEAN in step:
        return "the times are not equal"
    stated = {
        "The way there takes": (one, two),
        "In all that is": (distance, time),
        "The average speed is": (average,),
    }
    return check_stated(plain_opening(step, stated), stated)


def plain_opening(step: str, stated: dict[str, tuple[int, ...]]) -> str:
    """Cut what stands before the words that say which values a step states."""
    places = [(step.lower().find(words.lower()), words) for words in stated]
    found = [(place, words) for place, words in places if place >= 0]
    if not found:
        return step
    place, words = min(found)
    return words + step[place + len(words) :]


CHECKS: dict[str, Callable[[Problem, str], str]] = {
    "linear": check_linear,
    "fractions": check_fractions,
    "percentages": check_percentages,
    "order": check_order,
    "words": check_words,
    "derivatives": check_derivatives,
    "quadratics": check_quadratics,
    "transforms": check_transforms,
    "changes": check_changes,
    "speeds": check_speeds,
}
