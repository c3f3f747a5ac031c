"""责任区: the addresses of the pages on grids and their supervisors (notice 60, 三1 and 三2)."""

from flask import Blueprint

from intake.desk import (
    grids_appointing,
    grids_coverage,
    grids_duties,
    grids_leading,
    grids_listing,
    grids_people,
    grids_showing,
    grids_uploading,
)

blueprint = Blueprint("grids", __name__)
blueprint.add_url_rule("/office/grids/", "index", grids_listing.index)
blueprint.add_url_rule("/office/grids/coverage", "coverage", grids_coverage.index)
blueprint.add_url_rule("/office/grids/<int:grid_id>", "show", grids_showing.page)
blueprint.add_url_rule("/office/grids/workbook.xlsx", "workbook", grids_uploading.workbook)
blueprint.add_url_rule("/office/grids/upload", "upload", grids_uploading.upload, methods=["GET", "POST"])
blueprint.add_url_rule(
    "/office/grids/upload/<int:draft_id>", "preview", grids_uploading.preview, methods=["GET", "POST"]
)
blueprint.add_url_rule(
    "/office/grids/<int:grid_id>/supervisor",
    "supervisor",
    grids_appointing.supervisor,
    methods=["GET", "POST"],
)
blueprint.add_url_rule("/office/grids/people/me", "own", grids_people.own)
blueprint.add_url_rule("/office/grids/people/<int:account_id>", "person", grids_people.person)
for _name, _path, _view in (
    ("leave", "leave", grids_people.leave),
    ("back", "leave/<int:leave_id>/back", grids_people.back),
    ("tie", "relations", grids_people.tie),
    ("end_tie", "relations/<int:tie_id>/withdraw", grids_people.end_tie),
):
    blueprint.add_url_rule(
        f"/office/grids/people/<int:account_id>/{_path}", _name, _view, methods=["GET", "POST"]
    )
blueprint.add_url_rule("/office/grids/people/<int:account_id>/duties", "duties", grids_duties.page)
blueprint.add_url_rule("/office/grids/people/<int:account_id>/duties.pdf", "duties_pdf", grids_duties.pdf)
blueprint.add_url_rule(
    "/office/grids/kindergartens/<kindergarten_id>/village",
    "village",
    grids_duties.village,
    methods=["GET", "POST"],
)
blueprint.add_url_rule("/office/grids/leading-group", "leading", grids_leading.index, methods=["GET", "POST"])
blueprint.add_url_rule("/office/grids/leading-group.pdf", "leading_pdf", grids_leading.sheet)
blueprint.add_url_rule(
    "/office/grids/leading-group/<int:member_id>/end",
    "leading_end",
    grids_leading.end,
    methods=["GET", "POST"],
)
