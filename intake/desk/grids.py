"""责任区: the addresses of the pages on grids and their supervisors (notice 60, 三1 and 三2)."""

from flask import Blueprint

from intake.desk import grids_coverage, grids_listing, grids_showing

blueprint = Blueprint("grids", __name__)
blueprint.add_url_rule("/office/grids/", "index", grids_listing.index)
blueprint.add_url_rule("/office/grids/coverage", "coverage", grids_coverage.index)
blueprint.add_url_rule("/office/grids/<int:grid_id>", "show", grids_showing.page)
