"""`portal bench tips` measures a site of its own, and every code that it was shown is stored."""

import json

from click.testing import CliRunner

from portal.cli import portal


def test_the_measured_site_stores_what_it_acknowledges() -> None:
    result = CliRunner().invoke(portal, ["bench", "tips", "--clients", "2", "--seconds", "2", "--json"])
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["raw_inserts_per_second"] > 0
    for run in document["runs"]:
        assert run["codes_shown"] == run["codes_stored"] > 0
        assert run["tips_per_second"] > 0
