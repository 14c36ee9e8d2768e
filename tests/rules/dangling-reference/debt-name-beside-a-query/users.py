from sqlmodel import Session, select

from tables import User, engine


def newest(limit: int) -> list[User]:
    with Session(engine) as session:
        statement = select(User).order_by(desc(User.id)).limit(limit)
        return session.exec(statement).all()


print(newest(10))
