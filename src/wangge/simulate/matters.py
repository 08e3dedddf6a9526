"""What goes wrong in a city: how often, where, what people say of it, who puts it right. All of it invented."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Matter:
    """A sort of trouble.

    ``weight`` is its share among all; on a rainy day it is multiplied by ``rain``. ``subject`` names its drawn picture.
    ``where`` says at what it happens: ``home``, ``food`` (restaurants), ``shop``, a kind of component, or ``road``.
    ``units`` are codes of who handles it when it is passed on, the first that a district has; ``alone`` is the share
    that a grid worker puts right without them. What is ``urgent`` is done at once, at night too. ``{at}`` in the words
    is the place.
    """

    kind: str
    subject: str
    weight: float
    where: str
    units: tuple[str, ...]
    alone: float
    words: tuple[str, ...]
    done: tuple[str, ...]
    rain: float = 1.0
    urgent: bool = False


MATTERS: tuple[Matter, ...] = (
    Matter(
        "E0102", "rubbish", 22, "home", ("sanitation",), 0.985,
        ("{at}门口堆了几袋垃圾，没人收。", "垃圾桶满了，袋子都堆到外面了。",
         "楼下有人乱扔装修垃圾。", "绿化带里全是塑料袋。"),
        ("垃圾清走了，地面冲洗过。", "联系保洁一起清完了。", "清干净了，和店主说好按时投放。"),
    ),
    Matter(
        "E0201", "stickers", 15, "home", ("enforcement", "urban"), 0.995,
        ("{at}墙上贴满小广告。", "楼道里又有人贴开锁广告。", "电表箱上全是小广告。"),
        ("铲干净了，重新刷了白。", "清完了，号码已报执法队。"),
    ),
    Matter(
        "E0107", "stairwell", 13, "home", ("property", "urban"), 0.98,
        ("{at}楼道堆了旧家具，走不过去。", "有人在楼道放纸箱和自行车。", "消防通道堆杂物。"),
        ("和住户一起搬走了，通道清出来了。", "说通了，当面清走。"),
    ),
    Matter(
        "E0405", "parking", 11, "shop", ("enforcement", "police"), 0.98,
        ("{at}门口车停在盲道上。", "单元门前被车堵住了，轮椅过不去。", "消防通道停了一排车。"),
        ("联系车主挪走了。", "车已挪开，补了提示牌。"), urgent=True,
    ),
    Matter(
        "E0404", "parking", 6, "shop", ("enforcement", "urban"), 0.975,
        ("{at}把摊摆到人行道上了。", "店外摆桌子，行人走到马路上。"),
        ("劝说后收进店里了。", "已收摊，签了门前三包。"), urgent=True,
    ),
    Matter(
        "E0504", "drain", 5, "food", ("drainage", "housing"), 0.80,
        ("{at}后面的下水口又堵了，往外冒水。", "一下雨饭店后面的下水就返水，油污一片。", "楼下污水井冒水，味道很大。",
         "下水道堵了，楼道口都是水。"),
        ("疏通了，油污清走。", "清掏完，水下去了。", "用疏通车通开，篦子也洗了。"), rain=7.0,
    ),
    Matter(
        "E0506", "drain", 2, "road", ("drainage", "municipal", "housing"), 0.88,
        ("{at}路口积水没过脚面。", "下雨后这一段路全是水，车过溅人一身。"),
        ("清了雨水篦子，水退了。", "抽水后恢复通行。"), rain=14.0,
    ),
    Matter(
        "C0118", "lamp", 6, "C0118", ("lighting",), 0.30,
        ("{at}不亮了，晚上看不清路。", "路灯一闪一闪的。", "这根灯杆灯罩掉了半边。"),
        ("换了灯头，亮了。", "线路接好，已恢复照明。"),
    ),
    Matter(
        "C0102", "cover", 4, "C0102", ("drainage", "municipal", "housing"), 0.90,
        ("{at}盖子松动，车一压就响。", "井盖翘起来了，怕绊倒老人。"),
        ("垫了胶垫，盖严了。", "换了新井盖。"), urgent=True,
    ),
    Matter(
        "C0103", "cover", 2, "C0103", ("drainage", "municipal", "housing"), 0.88,
        ("{at}盖子没了，先用锥桶围上了。", "雨水井盖破了一个角。"),
        ("新盖装好，撤了围挡。", "已更换。"), rain=2.5, urgent=True,
    ),
    Matter(
        "C0305", "rubbish", 4, "C0305", ("sanitation",), 0.985,
        ("{at}桶盖坏了。", "垃圾桶被撞倒，轮子掉了。"),
        ("换了新桶。", "扶正固定好，周围冲洗了。"),
    ),
    Matter(
        "E0110", "pothole", 3, "road", ("municipal", "housing", "transport"), 0.55,
        ("{at}路面有个坑，电动车容易摔。", "挖完路没填平。", "路砖松了，一踩一脚泥。"),
        ("补平压实了。", "换了路砖，已通行。"), rain=1.5,
    ),
    Matter(
        "C0402", "branch", 2, "road", ("greening",), 0.85,
        ("{at}树枝断了，挂在半空。", "大风把树枝刮到路上。", "行道树压着电线。"),
        ("锯掉断枝清走了。", "修剪完，路通了。"), rain=2.0,
    ),
    Matter(
        "E0502", "leak", 2, "road", ("water", "municipal", "housing"), 0.45,
        ("{at}地下往外冒清水，像是水管破了。", "路面一直流水，压力也小了。"),
        ("关阀换管，恢复供水。", "漏点补好，路面回填。"), urgent=True,
    ),
    Matter(
        "E0697", "wire", 3, "home", ("property", "fire"), 0.975,
        ("{at}有人从楼上拉线给电动车充电。", "飞线充电，线垂到晾衣杆上。"),
        ("线已拆，车推到充电棚。", "当面拆除，讲了危险。"),
    ),
    Matter(
        "E0116", "rubbish", 1, "food", ("environment", "enforcement"), 0.80,
        ("{at}油烟直排，楼上开不了窗。", "烧烤店的烟飘进小区。"),
        ("洗了净化器，检测合格。", "改了烟道，邻居认可。"),
    ),
    Matter(
        "E0507", "ice", 1, "home", ("sanitation",), 0.985,
        ("{at}台阶结冰，老人不敢下楼。", "背阴处有薄冰。"),
        ("铲完冰，撒了防滑砂。", "清完了，铺了防滑垫。"),
    ),
)  # fmt: skip


def pick_matter(rng: Random, *, rainy: bool) -> Matter:
    """A matter by its weight; on a rainy day drains and puddles come to the front."""
    weights = [m.weight * (m.rain if rainy else 1.0) for m in MATTERS]
    return rng.choices(MATTERS, weights)[0]


def rain_share() -> float:
    """How many times as many cases a rainy day has as a dry one."""
    return sum(m.weight * m.rain for m in MATTERS) / sum(m.weight for m in MATTERS)


LONG: tuple[tuple[int, Matter], ...] = (
    (30, Matter(
        "G0101", "stairwell", 4, "home", ("justice", "property"), 0.0,
        ("{at}楼上楼下为漏水吵了几回，请来调解。", "邻居装修噪音大，两家闹起来了。"),
        ("调解成了，签了协议。", "两家各让一步，约好时间施工。"),
    )),
    (30, Matter(
        "G0102", "stairwell", 3, "home", ("housing", "property"), 0.0,
        ("物业收了费不干活，业主要个说法。", "{at}业主和物业为停车费僵住了。"),
        ("物业公示了账目，业主认可。", "达成协议，按季度核对。"),
    )),
    (60, Matter(
        "A0202", "stairwell", 2, "home", ("complaints", "urban"), 0.0,
        ("反映供暖管网改造一直没有下文。", "上次的答复不满意，请再核实。"),
        ("逐条核实答复，本人签收。", "已办结，结果当面告知。"),
    )),
    (60, Matter(
        "G0107", "pothole", 1, "home", ("housing", "urban"), 0.0,
        ("回迁房面积和协议对不上。", "补偿款的算法要说明白。"),
        ("核对图纸后补签协议。", "算法已逐项说明，双方签字。"),
    )),
)  # fmt: skip
"""Matters that take their time, with their limit in natural days."""
