import sqlite3

from pydantic_ai import Agent, RunContext

agent = Agent("openai:gpt-4o")
MAX_AMOUNT = 100


@agent.tool
async def find_transfers(ctx: RunContext[int], name: str) -> list:
    """Transfers to somebody."""
    return sqlite3.connect("bank.db").execute("SELECT * FROM transfers WHERE receiver = ?", (name,)).fetchall()


@agent.tool
async def transfer_funds(ctx: RunContext[int], to: str, amount: float) -> str:
    """Transfer a small sum."""
    if amount > MAX_AMOUNT:
        return "A person has to do that."
    return "done"
