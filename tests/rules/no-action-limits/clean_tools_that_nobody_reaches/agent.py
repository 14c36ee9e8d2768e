from pydantic_ai import Agent, RunContext

from bank import ledger

agent = Agent("openai:gpt-4o", system_prompt="Confirm transfers with the customer before you make them.")


@agent.tool
async def balance(ctx: RunContext[int]) -> float:
    """What is on the account."""
    return ledger.balance(ctx.deps)


@agent.tool
async def transfer_funds_between_accounts(ctx: RunContext[int], to: str, amount: float) -> dict:
    """Transfer money to another account."""
    return {"reference": ledger.move(ctx.deps, to, amount)}
