"""A city drawn from a seed number, always the same: a river, roads, streets, communities, grids, estates, shops, lamps.

``plan`` cuts the district down to its grids, ``land`` lays out water, parks, railway and roads, ``quarters`` builds,
``draw`` puts it together; ``village`` draws around grids that somebody else has outlined. The codes and names of
district, streets and communities are the statistical ones (``seeds/areas.csv``); everything else is invented.
"""

from wangge.simulate.city.draw import City, draw
from wangge.simulate.city.plan import seed_areas
from wangge.simulate.city.village import village

__all__ = ["City", "draw", "seed_areas", "village"]
