"""CODEOWNERS: who answers for which path."""
