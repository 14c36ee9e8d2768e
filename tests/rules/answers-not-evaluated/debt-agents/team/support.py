from agents import Agent, ModelSettings

support = Agent(
    name="Support",
    instructions="Answer from the handbook.",
    model_settings=ModelSettings(model="gpt-4.1-mini-2025-04-14", temperature=0.0),
)
