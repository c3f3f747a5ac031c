"""The words of codes: complete, translated, tagged."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from intake.workflows import LEDGER, TIP
from portal.templating import TAGS, chart_top
from publishing.announcements.workflow import ANNOUNCEMENT
from publishing.kernel.words import WORDS, choices, word
from publishing.kernel.workflow import Workflow

KIT = Path(__file__).resolve().parents[3] / "portal/translations/en/kit.po"


def test_every_word_of_a_code_has_its_english() -> None:
    with KIT.open("rb") as file:
        english = {message.id: message.string for message in read_po(file)}
    missing = [w for table in WORDS.values() for w in table.values() if not english.get(w)]
    assert missing == []


@pytest.mark.parametrize("table", ["verdict", "tip_state", "outcome", "ledger_state", "announcement_state"])
def test_every_state_has_a_tag(table: str) -> None:
    assert set(TAGS[table]) == set(WORDS[table])


@pytest.mark.parametrize("workflow", [TIP, LEDGER, ANNOUNCEMENT], ids=lambda w: w.name)
def test_every_state_and_step_of_a_workflow_has_its_word(workflow: Workflow) -> None:
    states = {state for step in workflow.steps for state in (step.source, step.target)}
    assert states <= set(WORDS[f"{workflow.name}_state"])
    assert {step.action for step in workflow.steps} <= set(WORDS[f"{workflow.name}_action"])


def test_tables_say_one_word_for_one_code() -> None:
    for name in ("licence_status", "tip_state", "outcome", "ledger_state", "category", "role"):
        words = list(WORDS[name].values())
        assert len(words) == len(set(words)), name


def test_a_code_that_nobody_defined_is_an_error() -> None:
    with pytest.raises(KeyError):
        word("tip_state", "lost")


def test_choices_keep_the_order_asked_for() -> None:
    assert choices("severity", "major", "general") == [("major", "重大隐患"), ("general", "一般")]
    assert [code for code, _text in choices("disposal")] == ["admit", "rectify", "merge", "ban"]


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 4), (4, 4), (5, 8), (86, 100), (100, 100), (201, 400), (401, 800)]
)
def test_a_chart_ends_at_a_round_number_not_below_its_values(highest: int, top: int) -> None:
    assert chart_top([("6月", highest, 0)]) == top
