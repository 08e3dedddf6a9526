"""The pages that the server draws."""

from wangge.pages.views.frame import busy_page, csrf_failure

__all__ = ["busy_page", "csrf_failure"]
