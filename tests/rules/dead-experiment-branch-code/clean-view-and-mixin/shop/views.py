from django.http import HttpResponse


def heartbeat(request):
    parts = ["the", "service", "is", "up"]
    text = " ".join(parts)
    return HttpResponse(text)


class TimeoutMixin:
    limit = 10

    def expired(self, seconds):
        return seconds > self.limit
