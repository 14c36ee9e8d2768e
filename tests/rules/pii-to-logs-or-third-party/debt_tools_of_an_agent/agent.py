from pydantic_ai import Agent, RunContext

from cards import cards_of
from schemas import CardResponse

agent = Agent("openai:gpt-4o")


@agent.tool
async def get_cards(ctx: RunContext[int]) -> list[CardResponse]:
    """The customer's cards."""
    return [CardResponse.model_validate(card) for card in cards_of(ctx.deps)]
