class Settings:
    EMOTION_MODEL: str


settings = Settings()
