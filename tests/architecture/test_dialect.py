"""Rules keep to the dialect in which interpreted and compiled code give the same bits."""

from __future__ import annotations

import ast

import pytest

from paradiplomacy import dialect
from paradiplomacy.rules import RULES
from tools.rules_as_trees import tree

CLAMPED_IN = {
    "exp": {"forms", "randomness"},
    "log": {"forms", "randomness"},
    "log1p": {"randomness"},
    "sqrt": {"forms", "randomness"},
}
"""The few modules that clamp the arguments of functions that may raise, and call them."""

RULE_NAMES = {rule.__name__ for rule in RULES} | {"wrap"}


def is_rule(name: str) -> bool:
    return name.rsplit(".", 1)[-1] in RULE_NAMES


def offences(body: list[ast.stmt], module: str) -> list[str]:
    clamps = frozenset(name for name, modules in CLAMPED_IN.items() if module in modules)
    return [str(each) for each in dialect.offences(body, is_rule, clamps)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.__module__}.{rule.__name__}")
def test_rule_is_in_the_dialect(rule):
    # A type variable or annotation is not code: look at the body only.
    assert offences(tree(rule).body, rule.__module__.rsplit(".", 1)[-1]) == []


def test_every_rule_is_typed_and_documented():
    for rule in RULES:
        assert "return" in rule.__annotations__, rule
        assert rule.__name__.startswith("_") or rule.__doc__, rule


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("x = y ** 2", "line 1: a power gives other bits; write a product"),
        ("x = np.exp(y)", "line 1: np.exp is no rule"),
        ("x = sum(y)", "line 1: sum is no rule"),
        ("x = math.gamma(y)", "line 1: math.gamma is not known to agree; write math's cos, "),
        ("x = math.pow(y, 2.0)", "line 1: math.pow with a literal gives other bits"),
        ("x = math.exp(y)", "line 1: math.exp raises or returns infinity out of its range; write "),
        ("x = [a for a in y]", "line 1: a list that is made is not in the dialect; write a loop"),
        ("x = {'a': 1}", "line 1: a dict is not in the dialect"),
        ("x = f'{y}'", "line 1: a text is not in the dialect"),
        ("x = (lambda: 1)()", "line 1: lambda: 1 is no rule"),
        ("x = random.random()", "line 1: random.random is no rule"),
        ("try:\n    x = 1\nexcept KeyError:\n    pass", "line 1: try is not in the dialect"),
        ("x: int = 1", "line 1: an annotated variable is not in the dialect"),
        ("x = y[1:]", "line 1: a slice is not in the dialect"),
        ("x = 'a'", "line 1: the literal 'a' is no number"),
    ],
)
def test_the_check_refuses(source, told):
    assert offences(ast.parse(source).body, "delivery")[0].startswith(told)


# Custom files.


def found(source: str) -> list[str]:
    tree = ast.parse(source)
    top = [str(each) for each in dialect.top_level_offences(tree)]
    return top + [str(each) for each in dialect.custom_offences(tree, is_rule, frozenset())]


GOOD = """
'''What it says.'''
from __future__ import annotations
import math
from typing import TYPE_CHECKING
from paradiplomacy.processes import trust
from paradiplomacy.processes.shared.forms import clip
from paradiplomacy.processes.shared.memberships import memberships
if TYPE_CHECKING:
    from paradiplomacy.state.world import World
SHARE = 0.5

def lowered(value: float) -> float:
    return clip(value - SHARE, 0.0, 1.0)

def revise_trust(world: World, c: int) -> None:
    '''Say what it does.'''
    trust.revise_trust(world, c)
    for p, side in memberships(world, c):
        tie = world.partnerships[p]
        tie.trust[side] = lowered(tie.trust[side])
        world.agenda[0] = math.tanh(world.agenda[0]) + world.parameters.trust.forgetting
"""


def test_a_custom_file_may_import_name_and_define():
    assert found(GOOD) == []
    assert dialect.written_fields(ast.parse(GOOD)) == {"trust", "agenda"}


def body(*lines: str) -> str:
    return "def revise_trust(world, c):\n" + "".join(f"    {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import numpy as np", "line 1: another module is imported; write import math, or from "),
        ("from os import path", "line 1: another module is imported"),
        ("SEEN = []", "line 1: this is no constant; write NAME = a number"),
        ("print(1)", "line 1: this is executed when the file is loaded"),
        ("@cache\ndef f(x):\n    return x", "line 2: f is more than a plain function"),
        ("def f(x, y=1):\n    return x", "line 1: f is more than a plain function"),
        (body("while c > 0:", "    c -= 1"), "line 2: while may never end; write for ... in range"),
        (body("revise_trust(world, c)"), "line 1: revise_trust calls itself"),
        (
            "def a(x):\n    return b(x)\ndef b(x):\n    return a(x)",
            "line 1: a calls itself; write a loop over range(...)",
        ),
        (body("world.cities[c].country = 3"), "line 2: 'country' is a whole number, which only"),
        (body("world.partnerships[c].exists = 1"), "line 2: 'exists' is a whole number, which"),
        (body("a = world.partnerships[c].trust", "a[0] = 1.0"), "line 3: what 'a' is, is not told"),
        (body("x = world.towns"), "line 2: the world has no table 'towns'"),
        (body("x = world.cities[c].towns"), "line 2: records have no field 'towns'"),
        (
            body("x = world.cities[c].partnerships"),
            "line 2: records have no field 'partnerships'; write for p, side in memberships",
        ),
        (body("yield c"), "line 2: yield is for built-in rules"),
        (body("c.pop(1)"), "line 2: c.pop is no rule"),
    ],
)
def test_what_else_custom_files_may_not(source, told):
    assert any(each.startswith(told) for each in found(source)), found(source)
