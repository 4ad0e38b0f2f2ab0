"""The algebra families of the starter problems: equations, derivatives, quadratics, functions."""

from __future__ import annotations

import math
import random

from .problems import Problem, Slip, Solution, Split, draw_until, signed

LINEAR_WORDINGS: dict[Split, tuple[str, ...]] = {
    "train": (
        "Solve for $x$: ${e}$.",
        "Solve ${e}$.",
        "Find $x$ if ${e}$.",
        "What is the value of $x$ if ${e}$?",
        "Solve the equation ${e}$.",
        "Find the value of $x$ if ${e}$.",
        "Solve ${e}$ for $x$.",
    ),
    "heldout": ("Find the value of $x$: ${e}$.", "Solve the equation ${e}$ for $x$."),
}
DERIVATIVE_WORDINGS: dict[Split, tuple[str, ...]] = {
    "train": (
        "Let $f(x) = {e}$. Find $f'({k})$.",
        "If $f(x) = {e}$, what is $f'({k})$?",
        "Find the derivative of $f(x) = {e}$ at $x = {k}$.",
    ),
    "heldout": (
        "Let $f(x) = {e}$. What is the value of the derivative at $x = {k}$?",
        "If $f(x) = {e}$, find the value of $f'({k})$.",
    ),
}
QUADRATIC_WORDINGS: dict[Split, tuple[str, ...]] = {
    "train": (
        "Solve ${e}$.",
        "Solve the equation ${e}$ by factoring.",
        "Find all solutions of ${e}$.",
        "Find both values of ${v}$ if ${e}$.",
    ),
    "heldout": ("Find both solutions of ${e}$.", "Solve ${e}$ by factoring."),
}
TRANSFORM_WORDINGS: dict[Split, tuple[str, ...]] = {
    "train": (
        "The function ${f}(x)={base}$ is transformed to become ${f}(x)={new}$. Which of the "
        "following statements are correct about the transformation?",
        "The function ${f}(x)={base}$ becomes ${f}(x)={new}$. Which statements are correct?",
        "The function ${f}(x)={base}$ is changed to ${f}(x)={new}$. Which of the following "
        "are correct?",
    ),
    "heldout": (
        "The function ${f}(x)={base}$ is changed to become ${f}(x)={new}$. Which of the "
        "following statements are correct?",
        "The function ${f}(x)={base}$ is transformed to ${f}(x)={new}$. Which statements are "
        "correct about the transformation?",
    ),
}
LETTERS = ("x", "y", "t", "n")
FUNCTION_NAMES = ("f", "g", "h", "p")
OPTION_ORDERS = (
    ("vc", "vs", "hc", "hs"),
    ("vs", "vc", "hs", "hc"),
    ("hc", "hs", "vc", "vs"),
    ("vs", "vc", "hc", "hs"),
)
OPTION_WORDS = {
    "vc": "vertically compressed",
    "vs": "vertically stretched",
    "hc": "horizontally compressed",
    "hs": "horizontally stretched",
}
SQUARE_FACTORS = (*(100 * root**2 for root in range(2, 11)), *(root**2 for root in range(2, 10)))
ABSOLUTE_FACTORS = (20, 30, 40, 50, 60, 80, 200, 300, 400, 500, 600, 800, 900)
"""Factors in hundredths; those of $x^2$ are squares, so that they can be moved inside."""
USUAL_SHARE = 0.85
"""How often a correct transformation solution uses the usual sentence on the input."""
WORKED_NUMBERS = (25, 0, 0, 0)
"""The numbers of the worked example in the design ($0.25x^2$), which is always a train problem."""


def draw_linear(rng: random.Random, split: Split) -> Problem:
    """Draw a linear equation with a whole solution."""

    def make() -> Problem:
        form = rng.choice(("ax+b", "ax-b", "a(x+b)", "two sides"))
        a, x, c = rng.randint(2, 9), rng.randint(2, 12), rng.randint(2, 7)
        b = rng.randint(1, min(15, a * x - 1) if form == "ax-b" else 15)
        left, right = {
            "ax+b": (f"{a}x + {b}", f"{a * x + b}"),
            "ax-b": (f"{a}x - {b}", f"{a * x - b}"),
            "a(x+b)": (f"{a}(x + {b})", f"{a * (x + b)}"),
            "two sides": (f"{a + c}x + {b}", f"{c}x + {a * x + b}"),
        }[form]
        numbers = (a, b, x, c) if form == "two sides" else (a, b, x)
        statement = rng.choice(LINEAR_WORDINGS[split]).replace("{e}", f"{left} = {right}")
        return Problem("linear", form, numbers, (), statement, f"x = {x}", split)

    return draw_until(make, split)


def solve_linear(problem: Problem, rng: random.Random, slip: Slip) -> Solution:
    """Undo one operation in each step."""
    a, b, x = problem.numbers[:3]
    if problem.form == "a(x+b)":
        inner = slip(1, x + b, 1)
        root = slip(2, inner - b, 1)
        steps = [
            f"Divide both sides by ${a}$: $x + {b} = \\frac{{{a * (x + b)}}}{{{a}}} = {inner}$.",
            f"Subtract ${b}$: $x = {inner} - {b} = {root}$.",
        ]
        return Solution(tuple(steps), f"x = {root}")
    steps = []
    if problem.form == "two sides":
        c = problem.numbers[3]
        steps.append(f"Subtract ${c}x$ from both sides: ${a}x + {b} = {a * x + b}$.")
    right = a * x - b if problem.form == "ax-b" else a * x + b
    product = slip(len(steps) + 1, a * x, a)
    word, sign = ("Add", "+") if problem.form == "ax-b" else ("Subtract", "-")
    to = "to" if word == "Add" else "from"
    steps.append(f"{word} ${b}$ {to} both sides: ${a}x = {right} {sign} {b} = {product}$.")
    root = slip(len(steps) + 1, product // a, 1)
    steps.append(f"Divide both sides by ${a}$: $x = \\frac{{{product}}}{{{a}}} = {root}$.")
    return Solution(tuple(steps), f"x = {root}")


def draw_derivatives(rng: random.Random, split: Split) -> Problem:
    """Draw the derivative of a quadratic or cubic polynomial at a small whole number."""

    def make() -> Problem:
        form = rng.choice(("quadratic", "cubic"))
        a, k = rng.randint(2, 9), rng.randint(1, 9)
        b = rng.choice((1, 1, -1)) * rng.randint(2, 9)
        if form == "cubic":
            a, k = rng.randint(1, 4), rng.randint(1, 5)
            shown = f"{a if a > 1 else ''}x^3 {signed(b)}x"
            value = 3 * a * k * k + b
            numbers: tuple[int, ...] = (a, b, k)
        else:
            c = rng.randint(1, 9)
            shown, value = f"{a}x^2 {signed(b)}x + {c}", 2 * a * k + b
            numbers = (a, b, k, c)
        text = rng.choice(DERIVATIVE_WORDINGS[split])
        statement = text.replace("{e}", shown).replace("{k}", str(k))
        return Problem("derivatives", form, numbers, (), statement, str(value), split)

    return draw_until(make, split)


def solve_derivatives(problem: Problem, rng: random.Random, slip: Slip) -> Solution:
    """Differentiate term by term, put the number in, multiply and add."""
    a, b, k = problem.numbers[:3]
    if problem.form == "quadratic":
        lead = slip(1, 2 * a, 1)
        term, power, shown = slip(2, lead * k, 1), "x", f"{lead} \\times {k}"
    else:
        lead = slip(1, 3 * a, 1)
        square = k * k
        term, power = slip(2, lead * square, 1), "x^2"
        shown = f"{lead} \\times {k}^2 = {lead} \\times {square}"
    value = slip(3, term + b, 1)
    steps = (
        f"Differentiate each term: $f'(x) = {lead}{power} {signed(b)}$.",
        f"Put in $x = {k}$: ${shown} = {term}$.",
        f"So $f'({k}) = {term} {signed(b)} = {value}$.",
    )
    return Solution(steps, str(value))


def draw_quadratics(rng: random.Random, split: Split) -> Problem:
    """Draw a quadratic equation with two whole roots of the same sign."""

    def make() -> Problem:
        low = rng.randint(1, 8)
        high = rng.randint(low + 1, 9)
        form, letter = rng.choice(("positive", "negative")), rng.choice(LETTERS)
        sign = "-" if form == "positive" else "+"
        total, product = low + high, low * high
        shown = f"{letter}^2 {sign} {total}{letter} + {product} = 0"
        text = rng.choice(QUADRATIC_WORDINGS[split])
        statement = text.replace("{e}", shown).replace("{v}", letter)
        answer = f"{letter} = {root_list(form, low, high)}"
        return Problem("quadratics", form, (low, high), (letter,), statement, answer, split)

    return draw_until(make, split)


def root_list(form: str, low: int, high: int) -> str:
    """Write both roots, the smaller in size first."""
    sign = "" if form == "positive" else "-"
    return f"{sign}{low}, {sign}{high}"


def quadratic_solution(problem: Problem, slip: Slip, sign_kept: bool) -> Solution:
    """Factor and read the roots; ``sign_kept`` reads them with the sign inside the factor."""
    low, high = problem.numbers
    letter = problem.words[0]
    total, product = low + high, low * high
    low, high = slip(1, low, 1), high
    sign = "-" if problem.form == "positive" else "+"
    first = f"Find two numbers with product ${product}$ and sum ${total}$: ${low}$ and ${high}$."
    second = f"Factor: $({letter} {sign} {low})({letter} {sign} {high}) = 0$."
    read = "positive" if (sign == "-") != sign_kept else "negative"
    roots = root_list(read, low, high)
    one, two = roots.split(", ")
    reason = "The signs inside the factors give" if sign_kept else "Each factor is zero when"
    third = f"{reason} ${letter} = {one}$ or ${letter} = {two}$."
    return Solution((first, second, third), f"{letter} = {roots}")


def solve_quadratics(problem: Problem, rng: random.Random, slip: Slip) -> Solution:
    """Factor, then set each factor to zero."""
    return quadratic_solution(problem, slip, sign_kept=False)


def flaw_quadratics(problem: Problem, rng: random.Random) -> Solution:
    """Read the roots with the sign that stands inside each factor: a common mistake."""
    low, letter = problem.numbers[0], problem.words[0]
    sign, root = ("-", low) if problem.form == "positive" else ("+", -low)
    wrong = quadratic_solution(problem, lambda step, value, unit: value, sign_kept=True)
    explanations = (
        f"The factor ${letter} {sign} {low}$ is zero when ${letter} = {root}$.",
        "The signs of the roots are wrong.",
        "A factor is zero at the opposite sign.",
    )
    return Solution(wrong.steps, wrong.answer, 3, "reasoning", rng.choice(explanations))


def hundredths(value: int) -> str:
    """Write a whole number of hundredths as a short decimal."""
    whole, rest = divmod(value, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)


def draw_transforms(rng: random.Random, split: Split) -> Problem:
    """Draw a scaling of $x^2$ or $|x|$, with four options of which two are correct.

    The first number is the factor in hundredths; the others choose base, name and option order.
    """

    def make() -> Problem:
        base, name = rng.choice((0, 0, 1)), rng.choice((0, 0, 1, 2, 3))
        order = rng.choice((0, 0, 1, 2, 3))
        factor = rng.choice(SQUARE_FACTORS if base == 0 else ABSOLUTE_FACTORS)
        return transform_problem((factor, base, name, order), split, rng)

    return draw_until(make, split)


def transform_problem(numbers: tuple[int, ...], split: Split, rng: random.Random) -> Problem:
    """Write the problem for given numbers."""
    factor, base, name, order = numbers
    shape = "x^2" if base == 0 else "|x|"
    text = TRANSFORM_WORDINGS[split][0]
    if numbers != WORKED_NUMBERS:
        text = rng.choice(TRANSFORM_WORDINGS[split])
    fields = {"{f}": FUNCTION_NAMES[name], "{base}": shape, "{new}": hundredths(factor) + shape}
    for field, value in fields.items():
        text = text.replace(field, value)
    options = "\n".join(
        f"{letter}. ${FUNCTION_NAMES[name]}(x)$ has been {OPTION_WORDS[key]}."
        for letter, key in zip("ABCD", OPTION_ORDERS[order], strict=True)
    )
    answer = ", ".join(transform_letters(factor, order))
    return Problem("transforms", shape, numbers, (), f"{text}\n\n{options}", answer, split)


def transform_letters(factor: int, order: int) -> tuple[str, ...]:
    """Give the letters of the two correct options, in alphabetical order."""
    right = ("vs", "hc") if factor > 100 else ("vc", "hs")
    keys = OPTION_ORDERS[order]
    return tuple(sorted("ABCD"[keys.index(key)] for key in right))


def inner_factor(factor: int, base: int) -> str:
    """Write the factor of the input that has the same effect: its square root under a square."""
    return hundredths(factor if base == 1 else 10 * math.isqrt(factor))


def transform_steps(problem: Problem, horizontal: str) -> list[str]:
    """Write the first three steps, with the given sentence on the horizontal direction."""
    factor, _, name, _ = problem.numbers
    k, f = hundredths(factor), FUNCTION_NAMES[name]
    sign = ">" if factor > 100 else "<"
    vertical = "stretched" if factor > 100 else "compressed"
    return [
        f"The coefficient changes from $1$ to ${k}$, and ${k} {sign} 1$.",
        f"The outputs are multiplied by ${k}$, so ${f}(x)$ has been vertically {vertical}.",
        horizontal,
    ]


def horizontal_sentences(problem: Problem) -> tuple[str, ...]:
    """Give correct sentences on the horizontal direction; the first is the usual one."""
    factor, base, name, _ = problem.numbers
    f, k, m = FUNCTION_NAMES[name], hundredths(factor), inner_factor(factor, base)
    shape, inner = ("x^2", f"({m}x)^2") if base == 0 else ("|x|", f"|{m}x|")
    change = "compressed" if factor > 100 else "stretched"
    noun = "compression" if factor > 100 else "stretch"
    same = f"${k}{shape} = {inner}$"
    return (
        f"Since {same}, the input is multiplied by ${m}$, so ${f}(x)$ has been "
        f"horizontally {change}.",
        f"It can also be written as ${f}(x)={inner}$, so the input $x$ is multiplied by ${m}$, "
        f"a horizontal {noun}.",
        f"We have {same}, so the function is also horizontally {change}.",
        f"In the horizontal direction, {same}, which is a horizontal {noun}.",
        f"However, ${f}(x)={inner}$ is the same function, so it is horizontally {change} too.",
        f"The input $x$ is multiplied by ${m}$ in ${f}(x)={inner}$, indicating a horizontal "
        f"{noun}.",
    )


def solve_transforms(problem: Problem, rng: random.Random, slip: Slip) -> Solution:
    """Look at the outputs, then move the factor inside and look at the input."""
    choices = horizontal_sentences(problem)
    usual = rng.random() < USUAL_SHARE
    steps = transform_steps(problem, choices[0] if usual else rng.choice(choices))
    steps.append(transform_conclusion(problem.answer))
    return Solution(tuple(steps), problem.answer)


def transform_conclusion(answer: str) -> str:
    """Write the last step for a list of option letters."""
    if "," in answer:
        return f"The correct statements are {answer.replace(', ', ' and ')}."
    return f"The correct statement is {answer}."


def flaw_transforms(problem: Problem, rng: random.Random) -> Solution:
    """Claim that nothing happens horizontally because the input is written unchanged."""
    factor, base, name, order = problem.numbers
    key = "vs" if factor > 100 else "vc"
    answer = "ABCD"[OPTION_ORDERS[order].index(key)]
    shape = "x^2" if base == 0 else "|x|"
    steps = transform_steps(
        problem, "The input $x$ itself is unchanged, so there is no horizontal change."
    )
    steps.append(transform_conclusion(answer))
    m = inner_factor(factor, base)
    inner = f"({m}x)^2" if base == 0 else f"|{m}x|"
    general, moved = ("kx^2", "(kx)^2") if base == 0 else ("k|x|", "|kx|")
    explanations = (
        f"It can also be written as ${FUNCTION_NAMES[name]}(x)={inner}$.",
        f"The factor ${hundredths(factor)}$ can be moved inside ${shape}$.",
        "There is also a horizontal change.",
        "The response unreasonably assumes that the transformation only involves a change in "
        f"the output of the function, such as $f(x)={general}$, when it can also be written as "
        f"$f(x)={moved}$.",
    )
    return Solution(tuple(steps), answer, 3, "reasoning", rng.choice(explanations))
