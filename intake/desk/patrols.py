"""巡查: the addresses of the pages on visits (notice 60, 三3)."""

from flask import Blueprint

from intake.desk import (
    patrols_duty,
    patrols_listing,
    patrols_mine,
    patrols_photos,
    patrols_photos_removing,
    patrols_printing,
    patrols_recording,
    patrols_showing,
    patrols_spot_calling_off,
    patrols_spot_checks,
    patrols_spot_visiting,
    patrols_urging,
    patrols_waiving,
)

blueprint = Blueprint("patrols", __name__)
blueprint.add_url_rule("/office/patrols/", "index", patrols_listing.index)
blueprint.add_url_rule("/office/patrols/record", "record", patrols_recording.record, methods=["GET", "POST"])
blueprint.add_url_rule("/office/patrols/sheet.pdf", "sheet", patrols_printing.sheet)
blueprint.add_url_rule("/office/patrols/<int:visit_id>", "visit", patrols_showing.page)
blueprint.add_url_rule("/office/patrols/my-month", "my_month", patrols_mine.my_month)
blueprint.add_url_rule("/office/patrols/duty", "duty", patrols_duty.duty)
blueprint.add_url_rule(
    "/office/patrols/duty/waive", "waive", patrols_waiving.waive_page, methods=["GET", "POST"]
)
blueprint.add_url_rule("/office/patrols/waivers/<int:waiver_id>", "waiver", patrols_waiving.waiver)
blueprint.add_url_rule(
    "/office/patrols/waivers/<int:waiver_id>/withdraw",
    "withdraw_waiver",
    patrols_waiving.withdraw_page,
    methods=["GET", "POST"],
)
blueprint.add_url_rule(
    "/office/patrols/<int:visit_id>/photos", "add_photos", patrols_photos.add, methods=["POST"]
)
blueprint.add_url_rule("/office/patrols/<int:visit_id>/photos/<int:photo_id>", "photo", patrols_photos.photo)
blueprint.add_url_rule(
    "/office/patrols/<int:visit_id>/photos/<int:photo_id>/remove",
    "remove_photo",
    patrols_photos_removing.page,
    methods=["GET", "POST"],
)
blueprint.add_url_rule("/office/patrols/urgings/", "urgings", patrols_urging.urgings)
blueprint.add_url_rule(
    "/office/patrols/urgings/<int:urging_id>", "urging", patrols_urging.urging, methods=["GET", "POST"]
)
blueprint.add_url_rule("/office/patrols/spot-checks/", "spot_checks", patrols_spot_checks.spot_checks)
blueprint.add_url_rule(
    "/office/patrols/spot-checks/draw",
    "draw_spot_check",
    patrols_spot_checks.draw_page,
    methods=["GET", "POST"],
)
blueprint.add_url_rule(
    "/office/patrols/spot-checks/<int:check_id>", "spot_check", patrols_spot_checks.spot_check
)
blueprint.add_url_rule(
    "/office/patrols/spot-checks/<int:check_id>/call-off",
    "call_off_spot_check",
    patrols_spot_calling_off.page,
    methods=["GET", "POST"],
)
blueprint.add_url_rule(
    "/office/patrols/spot-checks/<int:check_id>/frame.txt", "spot_frame", patrols_spot_checks.frame
)
blueprint.add_url_rule(
    "/office/patrols/spot-checks/<int:check_id>/places/<int:place_id>",
    "spot_place",
    patrols_spot_visiting.place,
    methods=["GET", "POST"],
)
