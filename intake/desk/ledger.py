"""台账: the addresses of the pages on ledger items, one for each step of the table (DESIGN §3)."""

from flask import Blueprint

from intake.desk import ledger_acting, ledger_coordinating, ledger_listing, ledger_showing

blueprint = Blueprint("ledger", __name__)
blueprint.add_url_rule("/office/ledger/", "index", ledger_listing.index)
blueprint.add_url_rule("/office/ledger/sheet.pdf", "sheet", ledger_listing.sheet)
blueprint.add_url_rule("/office/ledger/<int:item_id>", "item", ledger_showing.page)
blueprint.add_url_rule(
    "/office/ledger/<int:item_id>/notices/<int:notice_id>.pdf", "notice_pdf", ledger_showing.notice_pdf
)
for _name, _view in (
    ("notice", ledger_acting.notice),
    ("rectify", ledger_acting.rectify),
    ("recheck", ledger_acting.recheck_page),
    ("file_up", ledger_acting.file_up_page),
    ("strike_off", ledger_acting.strike_off_page),
    ("relapse", ledger_acting.relapse_page),
    ("coordinate", ledger_coordinating.coordinate_page),
    ("hand_over", ledger_coordinating.hand_over_page),
    ("resume", ledger_coordinating.resume_page),
):
    _path = f"/office/ledger/<int:item_id>/{_name.replace('_', '-')}"
    blueprint.add_url_rule(_path, _name, _view, methods=["GET", "POST"])
blueprint.add_url_rule(
    "/office/ledger/<int:item_id>/letters/more",
    "write_again",
    ledger_coordinating.write_again_page,
    methods=["GET", "POST"],
)
blueprint.add_url_rule(
    "/office/ledger/<int:item_id>/letters/<int:letter_id>/reply",
    "reply_received",
    ledger_coordinating.reply_page,
    methods=["GET", "POST"],
)
