"""Rules keep to the dialect in which interpreted and compiled code give the same bits."""

from __future__ import annotations

import ast

import pytest

from paradiplomacy.rules import RULES
from tools.rules_as_trees import tree

ALLOWED_NODES = (
    ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Assign, ast.AugAssign, ast.For,
    ast.While, ast.If, ast.IfExp, ast.Expr, ast.Break, ast.Continue, ast.Pass, ast.Call,
    ast.Attribute, ast.Subscript, ast.Name, ast.Constant, ast.Tuple, ast.keyword, ast.BinOp,
    ast.UnaryOp, ast.BoolOp, ast.Compare, ast.Load, ast.Store, ast.operator, ast.unaryop,
    ast.boolop, ast.cmpop, ast.Yield,
)  # fmt: skip
ALLOWED_BUILTINS = {"abs", "bool", "float", "int", "len", "max", "min", "range"}
ALLOWED_MATH = {
    "cos", "erf", "exp", "expm1", "isnan", "log", "log1p", "pow", "sin", "sqrt", "tanh",
}  # fmt: skip
# Python raises where compiled code returns inf or nan, so their arguments must be clamped: the
# few modules that do so are these, and nobody else calls them.
CLAMPED_IN = {"exp": {"forms", "randomness"}, "log": {"forms", "randomness"},
              "log1p": {"randomness"}, "sqrt": {"forms", "randomness"}}  # fmt: skip
RULE_NAMES = {rule.__name__ for rule in RULES} | {"wrap"}


def offences(node: ast.FunctionDef, module: str) -> list[str]:
    """List what in a rule is outside the dialect."""
    found = []
    for part in ast.walk(node):
        if not isinstance(part, ALLOWED_NODES):
            found.append(f"{type(part).__name__} is not in the dialect")
        if isinstance(part, ast.Constant) and isinstance(part.value, (str, bytes, complex)):
            found.append(f"literal {part.value!r}")
        if isinstance(part, (ast.Pow, ast.MatMult)):
            found.append("use math.pow: a literal exponent gives other bits")
        if isinstance(part, ast.Call):
            found += _call_offences(part, module)
    return found


def _call_offences(call: ast.Call, module: str) -> list[str]:
    name = ast.unparse(call.func)
    if name.startswith("math."):
        function = name.removeprefix("math.")
        if function not in ALLOWED_MATH:
            return [f"{name} is not among the functions known to agree"]
        if module not in CLAMPED_IN.get(function, {module}):
            return [f"{name} needs clamped arguments; use a form that clamps"]
        if function == "pow" and any(isinstance(arg, ast.Constant) for arg in call.args):
            return ["math.pow with a literal gives other bits"]
        return []
    if name in ALLOWED_BUILTINS or name.rsplit(".", 1)[-1] in RULE_NAMES:
        return []
    return [f"{name} is neither a rule nor an allowed function"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.__module__}.{rule.__name__}")
def test_rule_is_in_the_dialect(rule):
    # A type variable or annotation is not code: look at the body only.
    node = tree(rule)
    body = ast.FunctionDef(
        name=node.name, args=ast.arguments([], [], None, [], [], None, []), body=node.body,
        decorator_list=[], returns=None,
    )  # fmt: skip
    assert offences(body, rule.__module__.rsplit(".", 1)[-1]) == []


def test_every_rule_is_typed_and_documented():
    for rule in RULES:
        assert "return" in rule.__annotations__, rule
        assert rule.__name__.startswith("_") or rule.__doc__, rule


@pytest.mark.parametrize(
    "source",
    [
        "x = y ** 2",
        "x = np.exp(y)",
        "x = sum(y)",
        "x = math.gamma(y)",
        "x = math.pow(y, 2.0)",
        "x = math.exp(y)",
        "x = [a for a in y]",
        "x = {'a': 1}",
        "x = f'{y}'",
        "x = (lambda: 1)()",
        "x = random.random()",
    ],
)
def test_the_check_refuses(source):
    node = ast.parse(f"def rule(y):\n    {source}").body[0]
    node.args.args = []
    assert offences(node, "delivery")
