"""巡查: the addresses of the pages on visits (notice 60, 三3)."""

from flask import Blueprint

from intake.desk import patrols_listing, patrols_printing, patrols_recording, patrols_showing

blueprint = Blueprint("patrols", __name__)
blueprint.add_url_rule("/office/patrols/", "index", patrols_listing.index)
blueprint.add_url_rule("/office/patrols/record", "record", patrols_recording.record, methods=["GET", "POST"])
blueprint.add_url_rule("/office/patrols/sheet.pdf", "sheet", patrols_printing.sheet)
blueprint.add_url_rule("/office/patrols/<int:visit_id>", "visit", patrols_showing.page)
