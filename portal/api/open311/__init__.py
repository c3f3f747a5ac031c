"""Open311 GeoReport v2 below /open311/v2/: services, reports by other people's apps, published outcomes.

The standard: wiki.open311.org/GeoReport_v2. Explained for developers at /about/open311.
"""

from portal.api.open311.routes import blueprint

__all__ = ["blueprint"]
