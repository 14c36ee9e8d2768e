from azure.ai.contentsafety import ContentSafetyClient
from azure.ai.contentsafety.models import AnalyzeTextOptions


def harmful(client: ContentSafetyClient, text: str) -> bool:
    told = client.analyze_text(AnalyzeTextOptions(text=text))
    return any(one.severity > 0 for one in told.categories_analysis)
