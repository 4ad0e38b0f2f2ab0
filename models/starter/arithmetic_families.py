"""The arithmetic families of the starter problems: fractions, percentages, order, words."""

from __future__ import annotations

import math
import random
from fractions import Fraction

from .problems import Problem, Slip, Solution, Split, draw_until

# Wordings: (train, held out). A held-out wording reuses words that other wordings teach.
FRACTION_WORDINGS: dict[Split, tuple[str, ...]] = {
    "train": (
        "Calculate ${e}$.",
        "What is ${e}$?",
        "Work out ${e}$ and simplify.",
        "Find the value of ${e}$ as a simplified fraction.",
    ),
    "heldout": ("Calculate the value of ${e}$ as a fraction.", "Evaluate and simplify ${e}$."),
}
ORDER_WORDINGS: dict[Split, tuple[str, ...]] = {
    "train": (
        "Evaluate ${e}$.",
        "Compute ${e}$.",
        "Calculate ${e}$.",
        "What is the value of ${e}$?",
        "Compute the value of ${e}$.",
        "Find ${e}$ using the order of operations.",
    ),
    "heldout": ("Work out the value of ${e}$.", "Find the value of ${e}$."),
}
PERCENT_WORDINGS: dict[str, dict[Split, tuple[str, ...]]] = {
    "of": {
        "train": (
            "What is ${p}\\%$ of ${n}$?",
            "Find ${p}\\%$ of ${n}$.",
            "Calculate ${p}\\%$ of ${n}$.",
            "Find the value of ${p}\\%$ of ${n}$.",
        ),
        "heldout": ("What is the value of ${p}\\%$ of ${n}$?",),
    },
    "fall": {
        "train": (
            "A coat costs ${n}$ dollars. Its price falls by ${p}\\%$. What is the new price?",
            "The price of a bike is ${n}$ dollars. It falls by ${p}\\%$. Find the new price.",
            "A bike costs ${n}$ dollars. The price falls by ${p}\\%$. Find the new price.",
            "The price of a coat is ${n}$ dollars and falls by ${p}\\%$. What is the new price?",
            "What is the new price of a coat of ${n}$ dollars if the price falls by ${p}\\%$?",
        ),
        "heldout": (
            "The price of a coat is ${n}$ dollars. The price falls by ${p}\\%$. "
            "What is the new price of the coat?",
        ),
    },
    "rise": {
        "train": (
            "A bike costs ${n}$ dollars. Its price rises by ${p}\\%$. What is the new price?",
            "The price of a coat is ${n}$ dollars. It rises by ${p}\\%$. Find the new price.",
            "A coat costs ${n}$ dollars. The price rises by ${p}\\%$. Find the new price.",
            "The price of a bike is ${n}$ dollars and rises by ${p}\\%$. What is the new price?",
            "What is the new price of a bike of ${n}$ dollars if the price rises by ${p}\\%$?",
        ),
        "heldout": (
            "The price of a bike is ${n}$ dollars. The price rises by ${p}\\%$. "
            "What is the new price of the bike?",
        ),
    },
}
WORD_WORDINGS: dict[str, dict[Split, tuple[str, ...]]] = {
    "boxes": {
        "train": (
            "{who} has ${a}$ boxes with ${b}$ {item} in each box. {who} gives away ${c}$ {item} "
            "and then buys ${d}$ more. How many {item} does {who} have now?",
            "There are ${a}$ boxes with ${b}$ {item} in each. {who} takes the boxes, gives away "
            "${c}$ {item} and buys ${d}$ more. How many {item} does {who} have?",
        ),
        "heldout": (
            "{who} takes ${a}$ boxes with ${b}$ {item} in each box, gives away ${c}$ {item} and "
            "then buys ${d}$ more. How many {item} does {who} have now?",
        ),
    },
    "wages": {
        "train": (
            "{who} earns ${a}$ dollars an hour and works ${b}$ hours. {who} spends ${c}$ dollars "
            "and then finds ${d}$ dollars. How many dollars does {who} have?",
            "{who} works ${b}$ hours and earns ${a}$ dollars an hour, then spends ${c}$ dollars "
            "and finds ${d}$ dollars. How many dollars are left?",
        ),
        "heldout": (
            "{who} earns ${a}$ dollars an hour, works ${b}$ hours, spends ${c}$ dollars and then "
            "finds ${d}$ dollars. How many dollars does {who} have now?",
        ),
    },
    "share": {
        "train": (
            "{who} picks ${a}$ {item} on Monday and ${b}$ {item} on Tuesday. The {item} are "
            "shared equally among ${c}$ friends. How many {item} does each friend get?",
            "On Monday {who} buys ${a}$ {item} and on Tuesday ${b}$ more. They are shared "
            "equally among ${c}$ friends. How many {item} does each friend get?",
        ),
        "heldout": (
            "On Monday {who} picks ${a}$ {item} and on Tuesday ${b}$ {item}. The {item} are "
            "shared equally among ${c}$ friends. How many does each friend get?",
        ),
    },
}
NAMES = ("Mia", "Tom", "Ana", "Leo", "Eva", "Sam")
ITEMS = ("pens", "apples", "cards", "books", "shells")
PERCENTS = (5, 10, 15, 20, 25, 30, 40, 50, 60, 75)


def draw_fractions(rng: random.Random, split: Split) -> Problem:
    """Draw a sum or difference of two proper fractions with a positive result."""

    def make() -> Problem:
        low, high = rng.sample(range(2, 10), 2)
        first = Fraction(rng.randint(1, low - 1), low)
        second = Fraction(rng.randint(1, high - 1), high)
        sign = rng.choice("+-")
        if sign == "-" and first <= second:
            first, second = second, first
        numbers = (first.numerator, first.denominator, second.numerator, second.denominator)
        value = first + second if sign == "+" else first - second
        text = rng.choice(FRACTION_WORDINGS[split])
        shown = f"{frac(*numbers[:2])} {sign} {frac(*numbers[2:])}"
        statement = text.replace("{e}", shown)
        answer = frac(value.numerator, value.denominator)
        return Problem("fractions", sign, numbers, (), statement, answer, split)

    problem = draw_until(make, split)
    return problem if problem.numbers[1] != problem.numbers[3] else draw_fractions(rng, split)


def frac(top: int, bottom: int) -> str:
    """Write a fraction, or a whole number when the denominator is one."""
    return f"\\frac{{{top}}}{{{bottom}}}" if bottom != 1 else str(top)


def solve_fractions(problem: Problem, rng: random.Random, slip: Slip) -> Solution:
    """Bring both fractions to the least common denominator, combine, simplify."""
    a, b, c, d = problem.numbers
    common = math.lcm(b, d)
    left = slip(2, a * (common // b), 1)
    right = c * (common // d)
    top = slip(3, left + right if problem.form == "+" else left - right, 1)
    steps = [
        f"The common denominator of ${b}$ and ${d}$ is ${common}$.",
        f"${frac(a, b)} = {frac(left, common)}$ and ${frac(c, d)} = {frac(right, common)}$.",
        f"${frac(left, common)} {problem.form} {frac(right, common)} = {frac(top, common)}$.",
    ]
    shared = math.gcd(top, common)
    answer = frac(top // shared, common // shared)
    if shared > 1:
        steps.append(f"Divide by ${shared}$: ${frac(top, common)} = {answer}$.")
    return Solution(tuple(steps), answer)


def draw_percentages(rng: random.Random, split: Split) -> Problem:
    """Draw a percentage of a number, or a price that falls or rises by a percentage."""

    def make() -> Problem:
        percent, number = rng.choice(PERCENTS), 20 * rng.randint(1, 20)
        form = rng.choice(("of", "fall", "rise"))
        part = percent * number // 100
        value = {"of": part, "fall": number - part, "rise": number + part}[form]
        text = rng.choice(PERCENT_WORDINGS[form][split])
        statement = text.replace("{p}", str(percent)).replace("{n}", str(number))
        return Problem("percentages", form, (percent, number), (), statement, str(value), split)

    return draw_until(make, split)


def solve_percentages(problem: Problem, rng: random.Random, slip: Slip) -> Solution:
    """Multiply, divide by one hundred, then add or subtract for a change of price."""
    percent, number = problem.numbers
    product = slip(1, percent * number, 100)
    part = slip(2, product // 100, 1)
    steps = [
        f"Multiply: ${percent} \\times {number} = {product}$.",
        f"Divide by $100$: $\\frac{{{product}}}{{100}} = {part}$, "
        f"so ${percent}\\%$ of ${number}$ is ${part}$.",
    ]
    if problem.form == "of":
        return Solution(tuple(steps), str(part))
    sign, word = ("-", "falls") if problem.form == "fall" else ("+", "rises")
    value = slip(3, number - part if sign == "-" else number + part, 1)
    steps.append(f"The price {word}: ${number} {sign} {part} = {value}$.")
    return Solution(tuple(steps), str(value))


ORDER_SHAPES = {
    "a+b(c-d)": "{a} + {b} \\times ({c} - {d})",
    "(a+b)c-d": "({a} + {b}) \\times {c} - {d}",
    "ab+cd": "{a} \\times {b} + {c} \\times {d}",
    "(c-d)^2+a": "({c} - {d})^2 + {a}",
}


def draw_order(rng: random.Random, split: Split) -> Problem:
    """Draw an expression of whole numbers in which the order of operations matters."""

    def make() -> Problem:
        form = rng.choice(tuple(ORDER_SHAPES))
        d = rng.randint(1, 9)
        a, b, c = rng.randint(2, 9), rng.randint(2, 9), rng.randint(2, 9)
        if "c-d" in form:
            c = d + rng.randint(2, 9)
        value = order_values(form, (a, b, c, d))[-1]
        shape = ORDER_SHAPES[form]
        shown = shape.format(a=a, b=b, c=c, d=d)
        statement = rng.choice(ORDER_WORDINGS[split]).replace("{e}", shown)
        return Problem("order", form, (a, b, c, d), (), statement, str(value), split)

    return draw_until(make, split)


def order_values(form: str, numbers: tuple[int, ...]) -> tuple[int, int, int]:
    """Give the three values that are found in turn for one shape of expression."""
    a, b, c, d = numbers
    if form == "a+b(c-d)":
        return c - d, b * (c - d), a + b * (c - d)
    if form == "(a+b)c-d":
        return a + b, (a + b) * c, (a + b) * c - d
    if form == "ab+cd":
        return a * b, c * d, a * b + c * d
    return c - d, (c - d) ** 2, (c - d) ** 2 + a


def solve_order(problem: Problem, rng: random.Random, slip: Slip) -> Solution:
    """Carry out one operation in each step."""
    if problem.form == "ab+cd":
        return two_products(problem, slip)
    a, b, c, d = problem.numbers
    inner_text = f"{a} + {b}" if problem.form == "(a+b)c-d" else f"{c} - {d}"
    inner = slip(1, order_values(problem.form, problem.numbers)[0], 1)
    product, factors, start = {
        "a+b(c-d)": (b * inner, f"{b} \\times {inner}", "Multiply: "),
        "(a+b)c-d": (c * inner, f"{inner} \\times {c}", "Multiply: "),
        "(c-d)^2+a": (inner * inner, f"{inner}^2 = {inner} \\times {inner}", "Square: "),
    }[problem.form]
    middle = slip(2, product, 1)
    last = slip(3, middle - d if problem.form == "(a+b)c-d" else middle + a, 1)
    final = {
        "a+b(c-d)": f"Add: ${a} + {middle} = {last}$.",
        "(a+b)c-d": f"Subtract: ${middle} - {d} = {last}$.",
        "(c-d)^2+a": f"Add: ${middle} + {a} = {last}$.",
    }[problem.form]
    steps = (
        f"Parentheses first: ${inner_text} = {inner}$.",
        f"{start}${factors} = {middle}$.",
        final,
    )
    return Solution(steps, str(last))


def two_products(problem: Problem, slip: Slip) -> Solution:
    """Find two products, then add them."""
    a, b, c, d = problem.numbers
    left, right = slip(1, a * b, 1), slip(2, c * d, 1)
    last = slip(3, left + right, 1)
    steps = (
        f"Multiply first: ${a} \\times {b} = {left}$.",
        f"Multiply: ${c} \\times {d} = {right}$.",
        f"Add: ${left} + {right} = {last}$.",
    )
    return Solution(steps, str(last))


def draw_words(rng: random.Random, split: Split) -> Problem:
    """Draw a word problem of two or three steps."""

    def make() -> Problem:
        form = rng.choice(("boxes", "wages", "share"))
        who, item = rng.choice(NAMES), rng.choice(ITEMS)
        a, b = rng.randint(3, 12), rng.randint(3, 9)
        c, d = rng.randint(2, a * b - 2), rng.randint(2, 15)
        value = a * b - c + d
        if form == "share":
            c, value, d = rng.randint(2, 9), rng.randint(3, 12), 0
            a = rng.randint(1, c * value - 1)
            b = c * value - a
        text = rng.choice(WORD_WORDINGS[form][split])
        statement = text.format(who=who, item=item, a=a, b=b, c=c, d=d)
        words = (who, item)
        return Problem("words", form, (a, b, c, d), words, statement, str(value), split)

    return draw_until(make, split)


def solve_words(problem: Problem, rng: random.Random, slip: Slip) -> Solution:
    """Turn the story into one operation after another."""
    a, b, c, d = problem.numbers
    if problem.form == "share":
        return equal_shares(problem, slip)
    unit = "dollars" if problem.form == "wages" else problem.words[1]
    first = slip(1, a * b, 1)
    left = slip(2, first - c, 1)
    last = slip(3, left + d, 1)
    steps = (
        f"At first there are ${a} \\times {b} = {first}$ {unit}.",
        f"Take away ${c}$: ${first} - {c} = {left}$ {unit} are left.",
        f"Add ${d}$: ${left} + {d} = {last}$ {unit}.",
    )
    return Solution(steps, str(last))


def equal_shares(problem: Problem, slip: Slip) -> Solution:
    """Add both days, then divide among the friends."""
    a, b, c, _ = problem.numbers
    item = problem.words[1]
    total = slip(1, a + b, c)
    each = slip(2, total // c, 1)
    steps = (
        f"In all there are ${a} + {b} = {total}$ {item}.",
        f"Each friend gets $\\frac{{{total}}}{{{c}}} = {each}$ {item}.",
    )
    return Solution(steps, str(each))
