"""The backtest as a use case: past days scored with today's model, held against what followed."""

from debtscope.services.backtest.run import BacktestRequest, run_backtest

__all__ = ["BacktestRequest", "run_backtest"]
