"""What the server imports: `portal.wsgi:application`."""

import gc
import sys
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from portal.app import create_app
from publishing.kernel.settings import load_settings

# a thread that writes to SQLite holds up the others' writes; it must not wait long for those that draw pages
sys.setswitchinterval(0.0005)
application = create_app(load_settings())
# places take half a second to read, and nobody who sends a report shall wait for that
with suppress(SQLAlchemyError):
    application.extensions["mingyuan.gazetteer"].get()
# what is loaded by now stays for ever: the collector need not look through it again and again
gc.collect()
gc.freeze()
