"""The settings of the house, with every answer of the API compared with its form."""

from wangge.site.settings import *  # noqa: F403
from wangge.site.settings import MIDDLEWARE as OF_THE_HOUSE

MIDDLEWARE = ["tests.forms.Compared", *OF_THE_HOUSE]
