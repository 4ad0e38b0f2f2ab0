"""The families about change: two percentages in turn, and the average speed of two equal ways."""

from __future__ import annotations

import random

from .problems import Problem, Slip, Solution, Split, draw_until, no_slip

CHANGE_WORDINGS: dict[Split, tuple[str, ...]] = {
    "train": (
        "A coat costs ${n}$ dollars. Its price {one} by ${p}\\%$ and then {two} by ${q}\\%$. "
        "What is the price now?",
        "The price of a bike is ${n}$ dollars. It {one} by ${p}\\%$ and then {two} by ${q}\\%$. "
        "Find the new price.",
        "The price of a coat is ${n}$ dollars. First it {one} by ${p}\\%$, then it {two} by "
        "${q}\\%$. What is the new price?",
    ),
    "heldout": (
        "A bike costs ${n}$ dollars. First its price {one} by ${p}\\%$, then it {two} by "
        "${q}\\%$. Find the new price.",
        "The price of a bike is ${n}$ dollars. The price {one} by ${p}\\%$ and then {two} by "
        "${q}\\%$. What is the price now?",
    ),
}
SPEED_WORDINGS: dict[Split, tuple[str, ...]] = {
    "train": (
        "{who} drives ${d}$ kilometres at ${v}$ kilometres an hour and drives the same way back "
        "at ${w}$ kilometres an hour. What is the average speed?",
        "{who} travels ${d}$ kilometres at ${v}$ kilometres an hour and ${d}$ kilometres back at "
        "${w}$ kilometres an hour. Find the average speed.",
        "A train travels ${d}$ kilometres at ${v}$ kilometres an hour and the same way back at "
        "${w}$ kilometres an hour. What is its average speed?",
    ),
    "heldout": (
        "{who} travels ${d}$ kilometres at ${v}$ kilometres an hour and the same way back at "
        "${w}$ kilometres an hour. Find the average speed.",
        "A train travels ${d}$ kilometres at ${v}$ kilometres an hour and ${d}$ kilometres back "
        "at ${w}$ kilometres an hour. What is its average speed?",
    ),
}
DRIVERS = ("Mia", "Tom", "Ana", "Leo", "Eva", "Sam")
CHANGES = (10, 20, 30, 40, 50)
LONGEST_WAY, LONGEST_TIME, TOP_SPEED = 400, 8, 120
WRONG_BASE = "of the first price"
WRONG_MEAN = "mean of the two speeds"


def draw_changes(rng: random.Random, split: Split) -> Problem:
    """Draw a price that changes twice; the price and both parts are whole.

    The numbers are the first price and both changes in percent, negative where the price falls.
    """

    def make() -> Problem:
        start = 100 * rng.randint(1, 6)
        first, second = (rng.choice((1, -1)) * rng.choice(CHANGES) for _ in range(2))
        numbers = (start, first, second)
        fields = {
            "{n}": str(start),
            "{p}": str(abs(first)),
            "{q}": str(abs(second)),
            "{one}": "rises" if first > 0 else "falls",
            "{two}": "rises" if second > 0 else "falls",
        }
        statement = rng.choice(CHANGE_WORDINGS[split])
        for field, value in fields.items():
            statement = statement.replace(field, value)
        answer = str(change_values(numbers)[-1])
        return Problem("changes", "price", numbers, (), statement, answer, split)

    return draw_until(make, split)


def change_values(numbers: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Give the size of the first change, the price after it, and the same for the second."""
    start, first, second = numbers
    middle = start + first * start // 100
    end = middle + second * middle // 100
    return abs(middle - start), middle, abs(end - middle), end


def change_solution(problem: Problem, slip: Slip, base_kept: bool) -> Solution:
    """Change the price twice; ``base_kept`` takes both percentages of the first price."""
    start, first, second = problem.numbers
    one, two = ("+" if change > 0 else "-" for change in (first, second))
    part = slip(1, abs(first) * start // 100, 10)
    middle = start + part if first > 0 else start - part
    base, named = (start, WRONG_BASE) if base_kept else (middle, "of the new price")
    other = slip(2, abs(second) * base // 100, 1)
    end = slip(3, middle + other if second > 0 else middle - other, 1)
    steps = (
        f"The first change is $\\frac{{{abs(first)} \\times {start}}}{{100}} = {part}$, so the "
        f"price is ${start} {one} {part} = {middle}$.",
        f"The second change is taken {named}: "
        f"$\\frac{{{abs(second)} \\times {base}}}{{100}} = {other}$.",
        f"So the price is now ${middle} {two} {other} = {end}$.",
    )
    return Solution(steps, str(end))


def solve_changes(problem: Problem, rng: random.Random, slip: Slip) -> Solution:
    """Take the second percentage of the price that the first change left."""
    return change_solution(problem, slip, base_kept=False)


def flaw_changes(problem: Problem, rng: random.Random) -> Solution:
    """Take both percentages of the first price, as if the changes simply added up."""
    wrong = change_solution(problem, no_slip, base_kept=True)
    middle = change_values(problem.numbers)[1]
    explanations = (
        f"The second change is a part of the new price, which is ${middle}$.",
        "The second change is taken of the new price.",
        "The two changes do not simply add up.",
    )
    return Solution(wrong.steps, wrong.answer, 2, "reasoning", rng.choice(explanations))


def equal_ways() -> tuple[tuple[int, int, int], ...]:
    """List distance and both speeds where both times and the average speed are whole."""
    return tuple(
        (way, way // there, way // back)
        for way in range(10, LONGEST_WAY + 1, 10)
        for there in range(1, LONGEST_TIME + 1)
        for back in range(1, LONGEST_TIME + 1)
        if there != back and way % there == way % back == 2 * way % (there + back) == 0
        if way // min(there, back) <= TOP_SPEED
    )


WAYS = equal_ways()


def draw_speeds(rng: random.Random, split: Split) -> Problem:
    """Draw a way there and the same way back at another speed."""

    def make() -> Problem:
        way, there, back = rng.choice(WAYS)
        text = rng.choice(SPEED_WORDINGS[split])
        statement = text.format(who=rng.choice(DRIVERS), d=way, v=there, w=back)
        answer = str(speed_values((way, there, back))[-1])
        return Problem("speeds", "ways", (way, there, back), (), statement, answer, split)

    return draw_until(make, split)


def speed_values(numbers: tuple[int, ...]) -> tuple[int, int, int, int, int]:
    """Give both times, the whole distance, the whole time and the average speed."""
    way, there, back = numbers
    one, two = way // there, way // back
    return one, two, 2 * way, one + two, 2 * way // (one + two)


def hours(count: int) -> str:
    """Write the unit of a whole number of hours."""
    return "hour" if count == 1 else "hours"


def solve_speeds(problem: Problem, rng: random.Random, slip: Slip) -> Solution:
    """Find both times, then divide the whole distance by the whole time."""
    way, there, back = problem.numbers
    one, two, distance, time, average = speed_values(problem.numbers)
    average = slip(3, average, 1)
    steps = (
        f"The way there takes $\\frac{{{way}}}{{{there}}} = {one}$ {hours(one)} and the way back "
        f"takes $\\frac{{{way}}}{{{back}}} = {two}$ {hours(two)}.",
        f"In all that is ${way} + {way} = {distance}$ kilometres in ${one} + {two} = {time}$ "
        "hours.",
        f"The average speed is $\\frac{{{distance}}}{{{time}}} = {average}$.",
    )
    return Solution(steps, str(average))


def flaw_speeds(problem: Problem, rng: random.Random) -> Solution:
    """Take the mean of the speeds, though more time is spent at the lower one."""
    _, there, back = problem.numbers
    low = min(there, back)
    mean = (there + back) / 2
    steps = (
        f"Both ways are equally long, so the average speed is the {WRONG_MEAN}.",
        f"That is $\\frac{{{there} + {back}}}{{2}} = {mean:g}$.",
    )
    explanations = (
        f"More time is spent at ${low}$ kilometres an hour.",
        "The average speed is the whole distance over the whole time.",
        "The times are not equal.",
    )
    return Solution(steps, f"{mean:g}", 1, "reasoning", rng.choice(explanations))
