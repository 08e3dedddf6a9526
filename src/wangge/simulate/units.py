"""Units of the districts in their line of command, joint offices, and outside bodies, whose names are invented.

The numbers are the programme's: 211103 has 18 street centres, 122 community centres and 22 departments; 211104 has 14,
146 and 22, and 185 dispatched agencies. Which departments and agencies there are differs from place to place.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from wangge.simulate.city import seed_areas
from wangge.simulate.city.plan import FIRST, SECOND

Row = dict[str, Any]

DEPARTMENTS = (
    ("housing", "住房和城乡建设局", "Housing and construction"), ("urban", "城市管理综合执法局", "Urban management"),
    ("police", "公安分局", "Police"), ("health", "卫生健康局", "Health"), ("civil", "民政局", "Civil affairs"),
    ("education", "教育局", "Education"), ("labour", "人力资源和社会保障局", "Labour and social security"),
    ("market", "市场监督管理局", "Market supervision"), ("emergency", "应急管理局", "Emergency management"),
    ("fire", "消防救援大队", "Fire and rescue"), ("environment", "生态环境分局", "Environment"),
    ("transport", "交通运输局", "Transport"), ("water", "水利局", "Water"),
    ("agriculture", "农业农村局", "Agriculture"),
    ("culture", "文化旅游和广播电视局", "Culture and tourism"),
    ("justice", "司法局", "Justice"),
    ("finance", "财政局", "Finance"), ("planning", "自然资源分局", "Planning and natural resources"),
    ("drainage", "排水养护队", "Drainage team"), ("lighting", "路灯管理所", "Street lighting"),
    ("greening", "园林绿化所", "Parks and trees"), ("sanitation", "环境卫生所", "Sanitation"),
)  # fmt: skip
"""The 22 functional departments; which departments a district has differs, the number is the programme's."""
AGENCIES = (
    ("justice", "司法所"), ("police", "派出所"), ("market", "市场监督管理所"), ("health", "卫生院"),
    ("planning", "自然资源所"), ("water", "水利站"), ("agriculture", "农业服务站"), ("culture", "文化站"),
    ("labour", "人社服务站"), ("civil", "民政服务站"), ("emergency", "应急管理站"), ("sanitation", "环卫站"),
    ("education", "中心校"), ("fire", "消防救援站"),
)  # fmt: skip
"""Whose dispatched agency it is and what it is called, after the name of its street."""
AGENCIES_IN = {"211104": 185}
UTILITIES = (
    ("tapwater", "自来水公司", "Water works"), ("power", "供电公司", "Power company"),
    ("gas", "燃气公司", "Gas company"), ("heating", "供热公司", "Heating company"),
)  # fmt: skip
TEAMS = (
    ("unblocking", "管道疏通服务队", "Drain unblocking"), ("locks", "开锁服务队", "Locksmiths"),
    ("appliances", "家电维修服务队", "Appliance repair"), ("household", "家政服务队", "Household help"),
    ("roofing", "防水修缮服务队", "Roof repair"),
)  # fmt: skip
COMMUNITIES_A_PROPERTY_MANAGER = 5
ACT_TOGETHER = ("police", "health", "urban", "market", "emergency")
"""Departments that sit in every joint office."""


def own_areas(district: str) -> dict[str, str]:
    """Names by code of the district, its streets and communities, without those that another authority looks after."""
    return {r.code: r.name for r in seed_areas() if r.code.startswith(district) and not r.administered_by}


def units_of_district(district: str) -> list[Row]:
    """Centres, departments and agencies, each with the one above, as ``orgs.actions.set_units`` takes them."""
    areas = own_areas(district)
    rows = [_centre(code, areas) for code in sorted(areas, key=lambda code: (len(code), code))]
    rows += [_row(code, zh, en, district, "department", f"centre-{district}") for code, zh, en in DEPARTMENTS]
    return rows + list(_agencies(district, areas))


def _row(code: str, name: str, name_en: str, area: str, kind: str, parent: str = "") -> Row:
    return {"code": code, "name": name, "name_en": name_en, "area": area, "kind": kind, "parent": parent}


def _centre(code: str, areas: Mapping[str, str]) -> Row:
    """The centre of a district, street or community; its parent is the centre one level up."""
    above = {6: "", 9: code[:6], 12: code[:9]}[len(code)]
    name = f"{areas[above] if len(code) == 12 else ''}{areas[code]}网格化服务中心"
    row = _row(f"centre-{code}", name, "", code, "centre", f"centre-{above}" if above else "")
    return row | {"phone": f"0427-555{int(code[-3:]):04}"}


def _agencies(district: str, areas: Mapping[str, str]) -> Iterator[Row]:
    """So many dispatched agencies as the programme has: one of a sort a street, until the number is reached."""
    streets = [code for code in sorted(areas) if len(code) == 9]
    left = AGENCIES_IN.get(district, 0)
    for department, what in AGENCIES:
        for street in streets[:left]:
            yield _row(f"{department}-{street}", f"{areas[street]}{what}", "", street, "agency", department)
        left -= len(streets[:left])


def outside_of_district(district: str) -> list[Row]:
    """Property managers, one for some communities of a street, utilities and service teams: all of them invented."""
    areas = own_areas(district)
    names = (a + b for a, b in zip(FIRST, reversed(SECOND), strict=False))
    rows = []
    for street in (code for code in sorted(areas) if len(code) == 9):
        below = [code for code in sorted(areas) if len(code) == 12 and code.startswith(street)]
        for community in below[::COMMUNITIES_A_PROPERTY_MANAGER]:
            rows.append(_row(f"property-{community}", f"{next(names)}物业服务公司", "", community, "outside"))
    return rows + [_row(code, zh, en, district, "outside") for code, zh, en in (*UTILITIES, *TEAMS)]


def offices_of_district(district: str) -> list[dict[str, str]]:
    """A joint office a street with its property managers, as ``orgs.actions.set_offices`` takes them."""
    areas, outside = own_areas(district), outside_of_district(district)
    return [
        {
            "code": f"joint-{street}", "name": f"{areas[street]}联合办公室", "name_en": "", "area": street,
            "units": " ".join((*ACT_TOGETHER, *(u["code"] for u in outside if u["area"].startswith(street)))),
        }
        for street in sorted(areas)
        if len(street) == 9
    ]  # fmt: skip
