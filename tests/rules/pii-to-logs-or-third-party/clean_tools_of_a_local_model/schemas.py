from pydantic import BaseModel


class CardBase(BaseModel):
    card_type: str


class CardResponse(CardBase):
    card_number: str
    cvv: str
