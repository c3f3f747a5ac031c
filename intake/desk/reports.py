"""报告和报表: the addresses of reports, of who has not reported, of printed forms and of indicators."""

from flask import Blueprint

from intake.desk import reports_collecting, reports_forms, reports_showing, reports_stepping, reports_writing

blueprint = Blueprint("reports", __name__)
blueprint.add_url_rule("/office/reports/", "index", reports_showing.index)
blueprint.add_url_rule("/office/reports/begin", "begin", reports_writing.begin, methods=["POST"])
blueprint.add_url_rule("/office/reports/<int:report_id>", "show", reports_showing.show)
blueprint.add_url_rule("/office/reports/<int:report_id>/file.<ending>", "file", reports_showing.file)
blueprint.add_url_rule(
    "/office/reports/<int:report_id>/words", "words", reports_writing.words, methods=["GET", "POST"]
)
for _action in ("submit", "take_back", "sign", "give_back"):
    blueprint.add_url_rule(
        f"/office/reports/<int:report_id>/{_action.replace('_', '-')}",
        _action,
        getattr(reports_stepping, _action),
        methods=["POST"],
    )
blueprint.add_url_rule("/office/reports/missing", "missing", reports_collecting.index)
blueprint.add_url_rule("/office/reports/missing.<ending>", "missing_file", reports_collecting.file)
blueprint.add_url_rule("/office/reports/dues", "dues", reports_collecting.dues, methods=["GET", "POST"])
blueprint.add_url_rule("/office/reports/forms", "forms", reports_forms.index)
blueprint.add_url_rule("/office/reports/forms/ledger.<ending>", "ledger_file", reports_forms.ledger)
blueprint.add_url_rule(
    "/office/reports/forms/patrols/<int:account_id>.<ending>", "patrols_file", reports_forms.patrols
)
blueprint.add_url_rule(
    "/office/reports/forms/notices/<int:notice_id>.<ending>", "notice_file", reports_forms.notice
)
