"""`portal bench tips` measures a site of its own, and everything that was acknowledged is stored."""

import json

from click.testing import CliRunner

from portal.cli import portal


def test_the_measured_site_stores_what_it_acknowledges() -> None:
    result = CliRunner().invoke(portal, ["bench", "tips", "--clients", "2", "--seconds", "2", "--json"])
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["raw_inserts_per_second"] > 0
    assert [run["what"].partition(",")[0] for run in document["runs"]] == [
        *["sending"] * 2,
        *["six pages"] * 2,
    ]
    for run in document["runs"]:
        assert run["acknowledged"] == run["stored"] > 0
        assert run["tips_per_second"] > 0


def test_the_places_of_the_labelled_texts_are_counted_by_kind_and_half() -> None:
    result = CliRunner().invoke(portal, ["bench", "places", "--json"])
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    lines = {line["what"]: line for line in document["lines"]}
    assert lines["all"]["texts"] == lines["tuning"]["texts"] + lines["held_out"]["texts"] >= 300
    assert lines["all"]["right_first"] >= 0.9 * lines["all"]["named"]
    assert document["wrong"] == []
    assert 0 < document["milliseconds"]["p50"] <= document["milliseconds"]["p99"]


def test_the_places_are_shown_as_a_table() -> None:
    result = CliRunner().invoke(portal, ["bench", "places"])
    assert result.exit_code == 0, result.output
    assert "homophone" in result.stdout
    assert "right place first" in result.stdout
