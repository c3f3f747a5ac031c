"""The register: which kindergartens hold a licence, and the spreadsheets that say so."""
