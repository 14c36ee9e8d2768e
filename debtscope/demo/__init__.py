"""The demo project: real output of the real tools about an invented telephone company, shipped as one archive."""
