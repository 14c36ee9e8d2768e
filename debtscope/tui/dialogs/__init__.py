"""Dialogs: one line at the foot of the screen, each a ModalScreen with a typed result."""
