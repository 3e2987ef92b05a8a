"""The model description is complete, true to the code, and cites what exists."""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections import Counter

import pytest

from paradiplomacy import processes
from paradiplomacy.configuration import regimes, world_config
from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy.parameters import Parameters, declare
from paradiplomacy.rules import RULES
from paradiplomacy.schedule import MONTH
from paradiplomacy.state.codes import EVENT_KINDS
from paradiplomacy.state.world import ENTITIES
from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_experiments.configuration.evidence import evidence
from tools.odd import page
from tools.odd.channels import acting, channels
from tools.odd.declared import LINKS, SECTIONS, declared_fields, logged_by
from tools.odd.parts import modules_of
from tools.odd.submodels import SHARED
from tools.rules_as_trees import process_of, reachable, reads_of_rule
from tools.writing import THE_CODE, sections_of, without_sections

TEXT = page.PAGE.read_text("utf-8")
BY_HAND = without_sections(TEXT, THE_CODE)

ELEMENTS = (
    "1. Purpose and patterns",
    "2. Entities, state variables and scales",
    "3. Process overview and scheduling",
    "4. Design concepts",
    "5. Initialisation",
    "6. Input data",
    "7. Submodels",
)
CONCEPTS = (
    "Basic principles",
    "Emergence",
    "Adaptation",
    "Objectives",
    "Learning",
    "Prediction",
    "Sensing",
    "Interaction",
    "Stochasticity",
    "Collectives",
    "Observation",
)
# The questions of ODD+D by section: how many each has.
OF_THE_MODEL = {
    "I.i": 2, "I.ii": 5, "I.iii": 1, "II.i": 5, "II.ix": 1, "II.x": 2,
    "III.i": 2, "III.ii": 3, "III.iii": 1, "III.iv": 3,
}  # fmt: skip
OF_EACH_ACTOR = {
    "II.ii": 8, "II.iii": 2, "II.iv": 5, "II.v": 3, "II.vi": 4, "II.vii": 2, "II.viii": 2,
}  # fmt: skip
FACTORS = (
    "Autonomy regime", "Formality", "Alignment", "Vertical coordination",
    "Horizontal coordination", "Budget", "Institutional capacity", "Dedicated unit",
    "Need and exposure", "Participation", "NGOs", "Leadership turnover", "Identity and norms",
    "Monitoring", "Trust", "Bilateral level",
)  # fmt: skip
FACTORS_OF = {
    "World", "Sector", "Country", "City", "NGO", "Stage", "Partnership", "Programme", "Dossier",
}  # fmt: skip


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """Return every section that is made from the code."""
    return page.made()


def headings(level, text=TEXT):
    """List the headings of one level, in order."""
    return re.findall(rf"^{'#' * level} (.+)$", text, re.MULTILINE)


def under(heading):
    """Return the text below a heading, up to the next of its level or a higher one."""
    level = len(heading.split(" ")[0])
    rest = TEXT[TEXT.index(f"\n{heading}") + len(heading) + 1 :]
    return re.split(rf"^#{{1,{level}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def rows(text):
    """List the rows of all tables in a text, cell by cell, heads and rules left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rules = {place for place, row in enumerate(cells) if set(row[0]) == {"-"}}
    return [row for place, row in enumerate(cells) if not {place, place + 1} & rules]


def test_the_page_is_what_the_code_says(made):
    on_page = dict(sections_of(TEXT, THE_CODE))
    differ = [name for name, body in made.items() if on_page.get(name) != body.strip()]
    assert differ == [], "run `make refresh WHAT=odd`"
    assert page.refreshed(TEXT, made) == TEXT, "run `make refresh WHAT=odd`"


def test_every_section_stands_on_the_page_once(made):
    names = Counter(name for name, _ in sections_of(TEXT, THE_CODE))
    assert names == Counter([*made, "evidence"])
    assert TEXT.count("<!-- made from the code: ") == names.total() + 1  # the page names its marker


def test_the_seven_elements_stand_in_order():
    assert [name for name in headings(2) if name[0].isdigit()] == list(ELEMENTS)
    assert len(under("## 6. Input data")) > 200


def test_the_eleven_design_concepts_stand_in_order():
    found = headings(3, under("## 4. Design concepts"))
    assert found[:11] == [f"4.{place} {name}" for place, name in enumerate(CONCEPTS, start=1)]
    for name in found:
        assert len(under(f"### {name}")) > 300, name


@pytest.mark.parametrize(("section", "size"), OF_EACH_ACTOR.items())
def test_questions_on_decisions_are_answered_for_each_actor(section, size):
    answers = {
        row[0].split(" ")[0]: row[1:] for row in rows(under("### 4.12 How each actor decides"))
    }
    for letter in "abcdefgh"[:size]:
        given = answers[f"{section}.{letter}"]
        assert len(given) == 3
        assert all(given)


@pytest.mark.parametrize(("section", "size"), OF_THE_MODEL.items())
def test_questions_on_the_model_are_answered(section, size):
    heading = "### A. ODD+D: questions and where they are answered"
    answers = {row[0].split(" ")[0]: row[1] for row in rows(under(heading))}
    for letter in "abcdefgh"[:size]:
        assert answers[f"{section}.{letter}"]


@pytest.mark.parametrize("process", REGISTRY)
def test_a_process_says_its_rule_equations_and_sources(process):
    main, *parts = modules_of(process)
    for lead in ("Rule in words.", "Equations.", "Sources."):
        assert re.search(rf"^{re.escape(lead)}", main.__doc__, re.MULTILINE), lead
    assert re.search(r"\b[EDP]\d\d", main.__doc__), "cites no evidence"
    for part in parts:
        assert len(part.__doc__.split()) > 10


@pytest.mark.parametrize("process", [*REGISTRY, "recording"])
def test_a_process_has_its_section_in_the_order_of_the_month(process):
    place = [*REGISTRY, "recording"].index(process) + 3
    heading = next(name for name in headings(3) if name.startswith(f"7.{place} "))
    assert f"<!-- made from the code: submodel {process} -->" in under(f"### {heading}")


@pytest.mark.parametrize("process", sorted(set(REGISTRY) - {"context"}))
def test_every_parameter_has_its_place_in_the_words_on_a_process(process):
    """In its modules' docstrings, or by hand under *In full* where more is to be said."""
    words = "".join(module.__doc__ for module in modules_of(process))
    if f"#### In full: {process}\n" in TEXT:
        words += under(f"#### In full: {process}")
    for section in (process, *SHARED.get(process, ())):
        for name in Parameters.model_fields[section].annotation.model_fields:
            assert f"`{name}`" in words, name


def test_parameters_in_the_words_exist():
    for section, name in re.findall(r"`([a-z]+)\.([a-z_]+)`", BY_HAND):
        declared = world_config.WorldConfig.model_fields[section].annotation
        assert name in declared.model_fields, (section, name)


def test_every_module_is_of_a_process_or_shared():
    found = {
        name for _, name, _ in pkgutil.walk_packages(processes.__path__, "paradiplomacy.processes.")
    }
    of_processes = {module.__name__ for name in REGISTRY for module in modules_of(name)}
    shared = {name for name in found if ".shared" in name}
    assert found - of_processes - shared == {"paradiplomacy.processes.recording"}


def test_every_kind_of_event_has_a_process():
    logged = {kind for process in REGISTRY for kind in logged_by(process)}
    assert logged == set(EVENT_KINDS)


def test_every_parameter_and_key_is_described():
    for name in Parameters.model_fields:
        assert f"| `{name}." in TEXT, name
    choices = {world_config.MechanismChoice, world_config.ClassChoice}
    known = {*SECTIONS, Parameters, world_config.WorldConfig, *choices}
    for module in (world_config, regimes):
        for name, part in vars(module).items():
            if inspect.isclass(part) and issubclass(part, declare.Section):
                assert part in {*known, declare.Section} or name.endswith("Override"), name


def test_every_entity_is_described(made):
    for entity in ENTITIES:
        if entity.__name__ != "Mechanisms":  # its fields are the table of mechanisms
            assert f"state {entity.__name__}" in made


def test_cited_evidence_exists():
    assert [name for name in page.cited(TEXT) if name not in evidence()] == []


def test_cited_patterns_are_on_the_page():
    known = {row[0] for row in rows(under("### 1.2 Patterns"))}
    assert set(PATTERNS) == known
    assert set(re.findall(r"\bF\d\d\b", TEXT)) <= known


@pytest.mark.parametrize("factor", FACTORS)
def test_each_factor_has_its_channels_with_evidence(factor):
    listed = headings(4, under("### 4.13 Channels: how each factor acts"))
    heading = next(name for name in listed if name.startswith(factor))
    found = rows(under(f"#### {heading}"))
    assert found
    for row in found:
        assert len(row) == 4, row
        assert page.cited(row[3]), row


def test_channels_are_listed_where_the_rules_have_them_and_nowhere_else():
    """A row too few or too many is told as it would stand in ``model/channels.csv``."""
    listed = {(each.field, each.process) for each in channels() if not each.through}
    fields = {each.field for each in channels() if not each.through}
    found = {(field, process) for field in fields for process in acting(field)}
    assert sorted(found - listed) == []
    assert sorted(listed - found) == []


def test_a_channel_through_another_process_names_a_rule_that_reads_the_field():
    of_name = {rule.__name__: rule for rule in RULES}
    through = [each for each in channels() if each.through]
    assert through
    for each in through:
        assert process_of(of_name[each.through]) != each.process
        steps = [step.rule for step in MONTH if step.process == each.process]
        assert any(of_name[each.through] in reachable(step) for step in steps)
        read = set().union(*map(reads_of_rule, reachable(of_name[each.through])))
        assert tuple(each.field.split(".")) in read


def test_every_field_that_acts_is_a_channel_or_bookkeeping():
    listed = {each.field for each in channels()}
    told = set(re.findall(r"`(\w+\.\w+)`", under("#### Bookkeeping")))
    acting = {
        f"{owner}.{name}"
        for owner, fields in declared_fields().items()
        for name, spec in fields.items()
        if owner in FACTORS_OF and spec.unit not in LINKS and not spec.output
    }
    assert acting - listed - told == set()
    assert told <= acting
    assert not told & listed


def test_links_lead_somewhere():
    anchors = {
        re.sub(r"[^\w\- ]", "", name.lower()).replace(" ", "-")
        for level in range(1, 5)
        for name in headings(level)
    }
    for link in re.findall(r"\]\(#(.+?)\)", BY_HAND):
        assert link in anchors, link
