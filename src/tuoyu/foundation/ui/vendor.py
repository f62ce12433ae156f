"""Where the third-party files lie under ``static/vendor``; versions are named here and in its README only."""

from __future__ import annotations

FILES: dict[str, str] = {
    "bootstrap.css": "vendor/bootstrap-5.3.9/bootstrap.min.css",
    "bootstrap.js": "vendor/bootstrap-5.3.9/bootstrap.bundle.min.js",
    "htmx.js": "vendor/htmx-2.0.11/htmx.min.js",
    "echarts.js": "vendor/echarts-6.1.0/echarts.common.min.js",
    "leaflet.js": "vendor/leaflet-1.9.4/leaflet.js",
    "leaflet.css": "vendor/leaflet-1.9.4/leaflet.css",
}
