"""The command table: one row a command. Help, dispatch, README and tests are made from it; modules load when run."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen(kw_only=False)
class Command:
    """One row."""

    name: str
    module: str
    help: str
    example: str


COMMANDS = (
    Command("tui", "tui", "open the ledger in the application; scans first where there is none", "debtscope tui ledger.json"),
    Command("demo", "demo", "build the demo project and open it; with no terminal print its ledger", "debtscope demo --keep /tmp/churn"),
    Command("scan", "scan", "scan, keep a snapshot, print a summary", "debtscope scan --format json --output ledger.json"),
    Command("list", "listing", "the last snapshot as a table, without scanning", "debtscope list --query 'category:data sort:-interest'"),
    Command("export", "export", "the last snapshot in any format, without scanning", "debtscope export --format csv --output debt.csv"),
    Command("triage", "triage", "decide on items: set, list, undo", "debtscope triage set DAT-013-k3f9m2aa --verdict plan --owner ana --due 2026-12-01"),
    Command("add", "add", "register debt that no scan can see", "debtscope add --title 'One person knows the labels' --category data --principal 8h --interest 2h"),
    Command("log", "log", "record what an item really took or cost; estimates learn from it", "debtscope log DAT-013-k3f9m2aa --took 3h --cost 2h"),
    Command("plan", "plan", "what to pay within a budget of hours", "debtscope plan --budget 40h"),
    Command("history", "history", "totals over time; with --backfill also of weeks that are past", "debtscope history --backfill 26w"),
    Command("forecast", "forecast", "where interest is heading, and when it outgrows the team's hours", "debtscope forecast --hours 8h --team 80h"),
    Command("backtest", "backtest", "hold the score of past days against the repairs that followed", "debtscope backtest --window 6 --cuts 8"),
    Command("review", "review", "the weekly review: what came, went, fell due and was decided, and what to do next", "debtscope review --since 7d --format html --output review.html"),
    Command("portfolio", "portfolio", "one ledger of many repositories: what they share, and models across them", "debtscope portfolio ~/src/churn ~/src/fraud ranking.json"),
    Command("models", "models", "the model inventory joined from all sources", "debtscope models --format json"),
    Command("score", "score", "the ML Test Score with its evidence, and the answers only the team can give", "debtscope score answer D3 0.5 --reason 'docs/latency.md'"),
    Command("rules", "rules", "the catalogue of rules", "debtscope rules --format json"),
    Command("explain", "explain", "one rule in full, or one item's interest opened to its factors", "debtscope explain drift-ignored"),
    Command("sources", "sources", "which sources were found, which were not read, and how to provide what is absent", "debtscope sources"),
    Command("init", "init", "write a commented debtscope.toml with what a first scan could not decide", "debtscope init"),
    Command("completion", "completion", "a completion script for bash, zsh or fish", "debtscope completion bash"),
    Command("doctor", "doctor", "versions, collectors and what is readable", "debtscope doctor"),
)  # fmt: skip

BY_NAME = {command.name: command for command in COMMANDS}
