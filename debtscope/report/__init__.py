"""The review in its forms: Markdown, JSON, and one HTML page with figures. plotly lives here."""
