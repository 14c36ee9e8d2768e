"""What lives under `.debtscope/`: the triage log, the history with its scan cache, and the settings' reader."""
