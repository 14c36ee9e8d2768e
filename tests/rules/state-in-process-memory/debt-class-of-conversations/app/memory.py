from collections import defaultdict, deque


class ConversationMemory:
    def __init__(self, limit: int = 20):
        self._data = defaultdict(lambda: deque(maxlen=limit))

    def add(self, user_id, role, content):
        self._data[user_id].append({"role": role, "content": content})

    def get(self, user_id):
        return list(self._data[user_id])
