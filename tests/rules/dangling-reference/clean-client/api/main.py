from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter()


@router.post("/chat")
def chat(question: str) -> str:
    return question


@router.get("/models/{name}")
def model(name: str) -> str:
    return name


app.include_router(router, prefix="/chat")
