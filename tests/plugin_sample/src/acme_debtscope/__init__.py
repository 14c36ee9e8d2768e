"""Runbooks of the acme kind, read and judged."""
