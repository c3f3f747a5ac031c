"""身份启封 and 身份保管: the addresses of the custodians' pages."""

from flask import Blueprint

from intake.desk import custody_deciding, custody_key, custody_people, identities_opening

blueprint = Blueprint("identities", __name__)
for _path, _name, _view in (
    ("", "index", identities_opening.index),
    ("key", "key", custody_key.key),
    ("custodians/<division_code>/propose", "propose", custody_deciding.propose_page),
    ("custodians/<division_code>/rotate", "rotate", custody_deciding.rotate_page),
    ("custodians/<division_code>/remove/<int:account_id>", "remove", custody_deciding.remove_page),
    ("proposals/<int:proposal_id>", "proposal", custody_deciding.proposal),
):
    blueprint.add_url_rule(f"/office/identities/{_path}", _name, _view, methods=["GET", "POST"])
blueprint.add_url_rule("/office/identities/custodians/", "custodians", custody_people.index)
blueprint.add_url_rule(
    "/office/identities/proposals/<int:proposal_id>/turn-down",
    "turn_down",
    custody_deciding.turn_down_proposal,
    methods=["POST"],
)
