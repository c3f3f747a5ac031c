"""What a reporter may take home from the follow-up page."""

from flask.typing import ResponseReturnValue

from intake.tips.values import ReporterView, Unlocked
from portal.pages.acknowledgement import file_for, pdf_of
from portal.pages.follow_up_pass import unlocked
from publishing.kernel.web import public


@public
@unlocked
def receipt_pdf(tip: Unlocked, shown: ReporterView) -> ResponseReturnValue:
    """The acknowledgement on paper."""
    return pdf_of(tip, shown)


@public
@unlocked
def receipt_file(tip: Unlocked, _shown: ReporterView) -> ResponseReturnValue:
    """The acknowledgement with the words that were sent."""
    return file_for(tip)
