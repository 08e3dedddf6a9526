"""Fictional people for the drawn city: one worker a grid, a clerk a community, a chief a street, units with their own.

Names are put together from a seed number; telephone numbers begin with 100, as no mobile number does. Nobody is meant.
"""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅"
    "沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
)
GIVEN = (
    "建国志强文静丽萍秀英桂芳明辉海燕晓东玉兰春梅立新国庆红霞伟民淑珍振华雪莲永福佳慧长青美玲家栋思远雅琴大川小雨云鹏"
)

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


def units_of_city(district: str) -> list[dict[str, Any]]:
    """The district's functional departments, as ``orgs.actions.set_units`` takes them."""
    return [{"code": code, "name": zh, "name_en": en, "area": district} for code, zh, en in DEPARTMENTS]


def people_of_city(areas: dict[str, str], district: str, *, starts_on: date, seed: int = 2111) -> list[dict[str, Any]]:
    """People with their posts for areas by code, as ``orgs.actions.set_people`` takes them.

    One worker in forty walks two grids and one grid in thirty has two workers, as in life.
    """
    rng = Random(seed)  # noqa: S311
    names = _names(rng)
    rows: list[dict[str, Any]] = []

    def add(post: str, area: str = "", unit: str = "", *, same: bool = False) -> None:
        number = f"{district}-{len({r['staff_no'] for r in rows}) + (not same):04d}"
        before = rows[-1] if same else None
        rows.append({
            "staff_no": before["staff_no"] if before else number, "name": before["name"] if before else next(names),
            "phone": before["phone"] if before else f"100{len(rows) + 1:08d}", "post": post, "area": area,
            "unit": unit, "starts_on": starts_on, "ends_on": None,
        })  # fmt: skip

    posts = {6: "district_duty_officer", 9: "street_chief", 12: "community_clerk", 15: "grid_worker"}
    for code in sorted(areas, key=lambda c: (len(c), c)):
        post = posts.get(len(code))
        if post is None:
            continue
        shares = post == "grid_worker" and rows[-1]["post"] == post and rows[-1]["area"][:12] == code[:12]
        add(post, code, same=shares and rng.random() < 1 / 40)
        if post == "grid_worker" and rng.random() < 1 / 30:
            add(post, code)
    for code, _, _ in DEPARTMENTS:
        add("unit_chief", unit=code)
        add("unit_handler", unit=code)
        add("unit_handler", unit=code)
    return rows


def _names(rng: Random) -> Iterator[str]:
    """Family name and one or two signs, never the same twice."""
    seen = set()
    while True:
        name = rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2))))
        if name not in seen:
            seen.add(name)
            yield name
