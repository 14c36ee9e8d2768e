"""The application's screens: each composes widgets, turns keys into actions and holds no domain logic."""
