class Settings:
    EMOTION_MODEL: str
    EMOTION_REVISION: str


settings = Settings()
