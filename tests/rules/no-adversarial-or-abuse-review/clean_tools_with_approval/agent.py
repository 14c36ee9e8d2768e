from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.tools import tool

from bank import ledger


@tool
def transfer_funds(to: str, amount: float) -> str:
    """Transfer money to another account."""
    return ledger.move(to, amount)


agent = create_agent("openai:gpt-4o", tools=[transfer_funds], middleware=[HumanInTheLoopMiddleware({"transfer_funds": True})])
