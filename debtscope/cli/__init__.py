"""The command line: parses, calls one service, prints. Owns stdout, stderr and exit codes; nothing else does."""
