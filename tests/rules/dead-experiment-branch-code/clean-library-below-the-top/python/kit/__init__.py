from kit.model import train
