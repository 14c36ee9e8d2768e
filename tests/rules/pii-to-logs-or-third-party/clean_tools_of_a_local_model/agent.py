from langchain.agents import create_agent
from langchain_core.tools import tool
from langchain_ollama import ChatOllama

from cards import cards_of
from schemas import CardResponse


@tool
def get_cards(customer: int) -> list[CardResponse]:
    """The customer's cards."""
    return [CardResponse.model_validate(card) for card in cards_of(customer)]


agent = create_agent(ChatOllama(model="llama3.1:8b"), tools=[get_cards])
