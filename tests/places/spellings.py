"""Usual bad spellings of an address, drawn from a seed: what people type when they report."""

from random import Random

from wangge.places.rules import Spot, read_address

CHINESE = "零一二三四五六七八九"
ENDINGS = ("花园", "家园", "小区", "新村", "公寓", "名居", "苑", "里", "大街", "胡同", "路", "街", "巷")


def in_words(number: int) -> str:
    """21 → 二十一, up to 99."""
    if number >= 100:
        return "".join(CHINESE[int(d)] for d in str(number))
    tens, ones = divmod(number, 10)
    return (CHINESE[tens] if tens > 1 else "") + ("十" if tens else "") + (CHINESE[ones] if ones or not tens else "")


def wide(text: str) -> str:
    """Digits as the full-width ones of Chinese keyboards."""
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)


def short(name: str) -> str:
    """The name without its ending."""
    for ending in ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return name


def one_sign_wrong(name: str, rng: Random) -> str:
    """A slip of the finger in the first half of a name."""
    at = rng.randrange(max(len(name) - 2, 1))
    return name[:at] + rng.choice("天大小新中平长") + name[at + 1 :]


def spell(spot: Spot, street: str, community: str, rng: Random) -> tuple[str, str]:
    """An address of the building as somebody might type it, and the kind of spelling."""
    parts = read_address(spot.address, spot.name)
    road, house, estate, block, unit = parts.road, parts.house, parts.estate, parts.block, parts.stairwell
    forms = {
        "exact": f"{road} {house} 号 {spot.name}",
        "estate and block": f"{estate}{block}号楼{unit}单元",
        "栋 and 门": f"{estate}{block}{rng.choice('栋幢座')}{unit}{rng.choice(('单元', '门'))}",
        "numerals": f"{estate}{in_words(block)}号楼{in_words(unit)}单元",
        "full width": wide(f"{estate}{block}号楼{unit}单元"),
        "dashes and room": f"{estate}{block}-{unit}-{rng.randint(1, 6)}0{rng.randint(1, 2)}",
        "short estate": f"{short(estate)}{block}号楼",
        "with city and street": f"辽宁省盘锦市{street}{estate}{block}号楼{unit}单元楼下",
        "with community": f"{community} {estate}，{block} 号楼旁边",
        "landmark": f"{estate}{block}号楼{rng.choice(('门口', '后面', '对面马路边'))}的{rng.choice(('井盖', '路灯'))}",
        "road and number": f"{road}{house}号",
        "short road": f"{short(road)}{house}号",
        "numerals on the road": f"{road}{in_words(house)}号" if house < 100 else f"{road}{house}号",
        "one sign wrong": f"{one_sign_wrong(estate, rng)}{block}号楼{unit}单元",
        "road before, sign wrong": f"{road}{one_sign_wrong(estate, rng)}{block}号楼",
        "room first": f"{unit}单元{rng.randint(1, 6)}01 {estate}{block}栋",
    }
    kind = rng.choice(list(forms))
    return forms[kind], kind
