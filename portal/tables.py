"""All tables of the house in one metadata: what migrations and tests create."""

from sqlalchemy import MetaData

# importing a module declares its tables
import intake.custody.models
import intake.deadlines.models
import intake.grid.models
import intake.ledger.models
import intake.patrols.models
import intake.reports.models
import intake.tips.models
import intake.wordings.models  # noqa: F401
import portal.api.models  # noqa: F401
import publishing.announcements.models
import publishing.divisions.models
import publishing.kernel.accounts.models
import publishing.kernel.audit
import publishing.kernel.notices
import publishing.kernel.notifying
import publishing.kernel.numbering
import publishing.kernel.outbox
import publishing.kernel.remembering
import publishing.registry.models  # noqa: F401
from publishing.kernel.db import Base

metadata: MetaData = Base.metadata
