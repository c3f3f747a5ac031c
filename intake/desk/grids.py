"""责任区: the addresses of the pages on grids and their supervisors (notice 60, 三1 and 三2)."""

from flask import Blueprint

from intake.desk import grids_coverage, grids_listing, grids_showing, grids_uploading

blueprint = Blueprint("grids", __name__)
blueprint.add_url_rule("/office/grids/", "index", grids_listing.index)
blueprint.add_url_rule("/office/grids/coverage", "coverage", grids_coverage.index)
blueprint.add_url_rule("/office/grids/<int:grid_id>", "show", grids_showing.page)
blueprint.add_url_rule("/office/grids/workbook.xlsx", "workbook", grids_uploading.workbook)
blueprint.add_url_rule("/office/grids/upload", "upload", grids_uploading.upload, methods=["GET", "POST"])
blueprint.add_url_rule(
    "/office/grids/upload/<int:draft_id>", "preview", grids_uploading.preview, methods=["GET", "POST"]
)
