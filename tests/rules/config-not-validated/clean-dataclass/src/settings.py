from dataclasses import dataclass


@dataclass
class TrainConfig:
    depth: int
