"""What the server imports: `portal.wsgi:application`."""

from portal.app import create_app
from publishing.kernel.settings import load_settings

application = create_app(load_settings())
