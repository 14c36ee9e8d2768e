"""The paydown plan: what must be done, what pays back within the hours, and what is advised if hours are left."""

from debtscope.services.plan.make import Wishes, make_plan

__all__ = ["Wishes", "make_plan"]
