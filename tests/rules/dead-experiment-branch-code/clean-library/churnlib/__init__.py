"""Churn models."""
