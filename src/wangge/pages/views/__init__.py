"""The pages that the server draws."""

from wangge.pages.views.frame import csrf_failure

__all__ = ["csrf_failure"]
