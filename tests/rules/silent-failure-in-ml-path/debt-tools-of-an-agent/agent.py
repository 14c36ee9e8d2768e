import logging

from pydantic_ai import Agent, RunContext

from bank import ledger

logger = logging.getLogger(__name__)
agent = Agent("openai:gpt-4o")


@agent.tool
async def accounts(ctx: RunContext[int]) -> list[str]:
    """The customer's accounts."""
    try:
        return ledger.accounts(ctx.deps)
    except Exception:
        logger.exception("accounts")
        return []
