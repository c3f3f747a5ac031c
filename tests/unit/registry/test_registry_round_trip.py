"""Any register written in any style of the counties is read back equal."""

from collections.abc import Sequence

from hypothesis import HealthCheck, event, given, settings
from register_writing import Style, registers, styles, written
from registry_samples import COUNTY, TODAY

from publishing.registry.checking import check
from publishing.registry.reading import read_workbook
from publishing.registry.rules import KindergartenFacts


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(registers(), styles())
def test_any_register_in_any_style_is_read_back_equal(
    register: Sequence[KindergartenFacts], style: Style
) -> None:
    event(style.file)
    event(style.place)
    content, name = written(register, style)
    report = check(read_workbook(content, name), county=COUNTY, today=TODAY)
    errors = [problem for problem in report.problems if problem.severity == "error"]
    assert not errors

    def order(facts: KindergartenFacts) -> str:
        return facts.licence_no or ""

    assert sorted((row.facts for row in report.accepted), key=order) == sorted(register, key=order)
