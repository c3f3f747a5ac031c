"""期限: the addresses of the pages on what is overdue, on the periods of the steps, and on working days."""

from flask import Blueprint

from intake.desk import deadlines_overdue, deadlines_periods

blueprint = Blueprint("deadlines", __name__)
blueprint.add_url_rule("/office/deadlines/", "index", deadlines_overdue.index)
blueprint.add_url_rule("/office/deadlines/periods", "periods", deadlines_periods.index)
blueprint.add_url_rule(
    "/office/deadlines/periods/<clock>", "period", deadlines_periods.change, methods=["GET", "POST"]
)
