"""The words of debtscope as values: frozen, typed, standard library only.

Nothing here reads a file, starts a process or knows a front end.
"""
