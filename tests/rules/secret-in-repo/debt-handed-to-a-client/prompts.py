import anthropic
import cohere

client = cohere.Client("u8jzPde0IgxLd6GncfBAepfJBd0Kh8oOOL8dKLzd")
other = anthropic.Anthropic(
    "ocJ2isAjIhKtJ0RlgLKOmxgJTeKdNnFRIBXuDL7DxtpYlSXp"
)
