"""How a question of each kind is made of a kindergarten, and which ones it fits."""

import random
from collections.abc import Callable, Mapping

from portal.bench.search_questions import Register, initials_of, sound_of
from portal.bench.search_register import Made, words_of

Asked = tuple[str, frozenset[str]] | None
"""A text and whom it fits; None where this kindergarten makes no question of the kind."""
Maker = Callable[[Made, Register, random.Random, str], Asked]

_SENTENCES = {
    "tuning": (
        "我家门口的{}有证吗",
        "请问{}是正规的吗？",
        "想给孩子报名{}，有没有办学许可证啊",
        "{}怎么样",
        "听说{}是黑园，真的吗",
        "麻烦帮忙查一下{}有没有手续",
        "孙子要上{}，这家证照齐全吗？谢谢",
        "您好，我想咨询一下{}有许可证没有",
    ),
    "held_out": (
        "我们小区旁边那个{}到底有没有办园资质",
        "老师好，{}是不是正规幼儿园呀",
        "闺女下半年入园，看中了{}，请问有备案吗",
        "{}这家园能放心上吗",
        "打听一下，{}是注册过的不",
    ),
}
_SIGNS = {
    "tuning": (
        "【{}】",
        "★ {} ★",
        "{}（欢迎您）",
        "· {} ·",
        "{} 招生电话：0391-1234567",
        "《{}》",
        "欢迎光临 {}",
    ),
    "held_out": ("「{}」秋季招生", "热烈祝贺 {} 开园", "{}　全日制", "—{}—", "{} Kindergarten 0391-7654321"),
}
_ALIKE = words_of(
    "太大 大太 天夫 阳阴 贝见 园圆 星呈 苹萍 晨辰 未末 童重 春舂 爱受 金全 乐东 小少 红江 "
    "蓝篮 明朋 文交 月用 北比 鹿麻 风凤 果杲 马鸟 云去 森林 葵蔡 瑞端 博搏 育肓 世也 画面 "
    "笔毛 兰三 宝定 优犹 亲新 新亲 花化 美羊"
)
_TRADITIONAL = str.maketrans(
    "园阳爱宝贝乐东华学实验艺双语风云画书丽红蓝兰飞鸟鱼梦优启亲凤银纪来长颈话术镇县区乡马庄门桥",
    "園陽愛寶貝樂東華學實驗藝雙語風雲畫書麗紅藍蘭飛鳥魚夢優啟親鳳銀紀來長頸話術鎮縣區鄉馬莊門橋",
)
_UNKNOWN = words_of(
    "火星人 奥林匹克 雪绒花海 紫罗兰湾 大白鲸 飞马座 黑森林 皮诺曹 大熊猫乐园 橄榄枝 北极光 "
    "小海马 铁臂阿童木 花木兰 萤火虫屋 小骆驼 珍珠港 黄鹤楼 彼得兔 大闸蟹 稻草人 青花瓷 丑小鸭 "
    "蒲公英谷 水晶鞋 皇家马德里 牛津郡 哈佛树 爱因斯坦 一千零一夜"
)


def _own(each: Made) -> bool:
    """Whether the name is one of its own: not 中心 and not 第一, which only the place tells apart."""
    return each.brand != "中心" and not each.brand.startswith("第")


def _fits_name(each: Made, register: Register) -> frozenset[str]:
    named = frozenset(register.by_name[each.document.name])
    return named if each.prefix else register.called(each.brand, each.kind)


def _full(each: Made, register: Register, _random: random.Random, _part: str) -> Asked:
    return each.document.name, _fits_name(each, register)


def _short(each: Made, register: Register, _random: random.Random, _part: str) -> Asked:
    return (each.brand, frozenset(register.by_brand[each.brand])) if _own(each) else None


def _abbreviation(each: Made, register: Register, _random: random.Random, _part: str) -> Asked:
    if each.brand.startswith("第"):
        county = each.document.county_name
        same = frozenset(
            other.document.id
            for other in register.made
            if other.brand == each.brand and other.document.county_name == county
        )
        return county[:-1] + each.brand.removeprefix("第") + "幼", same
    plain = each.kind == "幼儿园" and _own(each)
    return (each.brand + "幼", register.called(each.brand, each.kind)) if plain else None


def _part_of(size: int) -> Maker:
    def make(each: Made, register: Register, random_: random.Random, _part: str) -> Asked:
        if len(each.brand) <= size or not _own(each):
            return None
        at = random_.randrange(len(each.brand) - size + 1)
        text = each.brand[at : at + size]
        return text, register.containing(text)

    return make


def _former(each: Made, register: Register, _random: random.Random, _part: str) -> Asked:
    if not each.document.former_names:
        return None
    name = each.document.former_names[0]
    return name, register.called(name.removesuffix("幼儿园"), "幼儿园") | {each.document.id}


def _pinyin(each: Made, register: Register, random_: random.Random, _part: str) -> Asked:
    if not _own(each):
        return None
    end = random_.choice(("", "", "youeryuan")) if each.kind == "幼儿园" else ""
    return sound_of(each.brand) + end, frozenset(register.by_sound[sound_of(each.brand)])


def _initials(each: Made, register: Register, _random: random.Random, _part: str) -> Asked:
    if not _own(each) or len(each.brand) < 3:
        return None
    return initials_of(each.brand), frozenset(register.by_initials[initials_of(each.brand)])


def _homophone(each: Made, register: Register, random_: random.Random, _part: str) -> Asked:
    at = random_.randrange(len(each.brand))
    others = register.same_sound[sound_of(each.brand[at])].replace(each.brand[at], "")
    text = each.brand[:at] + (random_.choice(others) if others else "") + each.brand[at + 1 :]
    core = text + each.kind.removesuffix("幼儿园")
    if not others or not _own(each) or register.by_core.get(core) or register.by_brand.get(text):
        return None
    return text + each.kind, register.nearest(core) | register.called(each.brand, each.kind)


def _look_alike(each: Made, register: Register, random_: random.Random, _part: str) -> Asked:
    pairs = [(pair[0], pair[1]) for pair in _ALIKE if pair[0] in each.brand]
    return _slip(each, register, each.brand.replace(*random_.choice(pairs), 1)) if pairs else None


def _wrong(each: Made, register: Register, random_: random.Random, _part: str) -> Asked:
    at = random_.randrange(len(each.brand))
    other = random_.choice(sorted(set("".join(register.by_brand))))
    return _slip(each, register, each.brand[:at] + other + each.brand[at + 1 :])


def _missing(each: Made, register: Register, random_: random.Random, _part: str) -> Asked:
    at = random_.randrange(len(each.brand))
    return _slip(each, register, each.brand[:at] + each.brand[at + 1 :]) if len(each.brand) > 2 else None


def _extra(each: Made, register: Register, random_: random.Random, _part: str) -> Asked:
    at = random_.randrange(len(each.brand) + 1)
    other = random_.choice(sorted(set("".join(register.by_brand))))
    return _slip(each, register, each.brand[:at] + other + each.brand[at:])


def _slip(each: Made, register: Register, text: str) -> Asked:
    """A spoiled name, where it is not another's; two characters with one wrong are no name any more."""
    core = text + each.kind.removesuffix("幼儿园")
    if not _own(each) or len(each.brand) < 3 or register.by_core.get(core) or register.by_brand.get(text):
        return None
    near = register.nearest(core)
    return (text + each.kind, near) if each.document.id in near else None


def _pinyin_slip(each: Made, register: Register, random_: random.Random, _part: str) -> Asked:
    letters = sound_of(each.brand)
    at = random_.randrange(len(letters))
    text = letters[:at] + letters[at + 1 :]
    if not _own(each) or len(each.brand) < 3 or register.by_sound.get(text):
        return None
    return text, frozenset(register.by_sound[letters])


def _traditional(each: Made, register: Register, _random: random.Random, _part: str) -> Asked:
    text = each.document.name.translate(_TRADITIONAL).replace("幼儿", "幼兒")
    changed = each.brand.translate(_TRADITIONAL) != each.brand
    return (text, _fits_name(each, register)) if changed else None


def _full_width(each: Made, register: Register, random_: random.Random, _part: str) -> Asked:
    document = each.document
    text, fits = random_.choice(
        (
            ("\u3000".join(document.name), _fits_name(each, register)),
            (document.licence_no, frozenset({document.id})),
            (document.uscc, frozenset({document.id})),
        )
    )
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text), fits


def _licence(each: Made, _register: Register, random_: random.Random, _part: str) -> Asked:
    number = each.document.licence_no
    digits = number.removeprefix("教民").removesuffix("号")
    spaced = " ".join((digits[:5], digits[5:9], digits[9:]))
    return random_.choice((number, digits, f"办学许可证号：{spaced}")), frozenset({each.document.id})


def _credit_code(each: Made, _register: Register, random_: random.Random, _part: str) -> Asked:
    code = each.document.uscc
    return random_.choice((code, code.lower(), f"{code[:8]} {code[8:]}")), frozenset({each.document.id})


def _phone(each: Made, _register: Register, random_: random.Random, _part: str) -> Asked:
    phone = each.document.phone
    written = (phone, phone.replace("-", ""), phone[5:], f"（0391）{phone[5:]}", f"电话 {phone[5:]}")
    return random_.choice(written), frozenset({each.document.id})


def _address(each: Made, _register: Register, random_: random.Random, _part: str) -> Asked:
    address, county = each.document.address, each.document.county_name
    return random_.choice((address, county + address)), frozenset({each.document.id})


def _village(each: Made, register: Register, _random: random.Random, _part: str) -> Asked:
    village = each.document.village_name
    there = {one.document.id for one in register.made if one.document.village_name == village}
    return village, frozenset(there)


def _place_and_name(each: Made, register: Register, random_: random.Random, _part: str) -> Asked:
    document = each.document
    town = document.township_name.removeprefix(document.county_name)
    place = random_.choice((town, document.county_name, document.county_name + town))
    text = random_.choice((f"{place} {each.brand}", f"{place}{each.brand}幼儿园", f"{each.brand} {place}"))
    if not _own(each) or each.kind != "幼儿园" or each.prefix not in ("", document.county_name, town):
        return None
    there = {
        one.document.id
        for one in register.made
        if one.document.id in register.by_brand[each.brand]
        and place
        in one.document.county_name + one.document.township_name.removeprefix(one.document.county_name)
    }
    return text, frozenset(there)


def _sentence(each: Made, register: Register, random_: random.Random, part: str) -> Asked:
    return random_.choice(_SENTENCES[part]).format(each.document.name), _fits_name(each, register)


def _photo(each: Made, register: Register, random_: random.Random, part: str) -> Asked:
    name = each.document.name
    name = random_.choice((name, " ".join(name), name.replace("幼儿园", " 幼 儿 园")))
    return random_.choice(_SIGNS[part]).format(name), _fits_name(each, register)


def _not_there(_each: Made, _register: Register, random_: random.Random, part: str) -> Asked:
    text = random_.choice(_UNKNOWN[::2] if part == "tuning" else _UNKNOWN[1::2])
    text += random_.choice(("", "幼儿园", "双语幼儿园", "幼儿园有证吗"))
    return text, frozenset()


def _elsewhere(each: Made, register: Register, random_: random.Random, _part: str) -> Asked:
    """A name of the register with the name of a township where none is called that."""
    if not _own(each) or each.prefix or each.kind != "幼儿园":
        return None
    other = random_.choice(register.made).document
    town = other.township_name.removeprefix(other.county_name)
    near = {
        one.document.township_name
        for one in register.made
        if one.document.id in register.by_brand[each.brand]
    }
    if any(town[:2] in place for place in near) or town[:2] in each.brand:
        return None
    return f"{town}{each.brand}幼儿园", frozenset()


MAKERS: Mapping[str, Maker] = {
    "full name": _full,
    "short name": _short,
    "abbreviation": _abbreviation,
    "one character": _part_of(1),
    "two characters": _part_of(2),
    "former name": _former,
    "pinyin": _pinyin,
    "initials": _initials,
    "pinyin slip": _pinyin_slip,
    "homophone": _homophone,
    "look-alike": _look_alike,
    "wrong character": _wrong,
    "missing character": _missing,
    "extra character": _extra,
    "traditional": _traditional,
    "full-width": _full_width,
    "licence number": _licence,
    "credit code": _credit_code,
    "telephone": _phone,
    "address": _address,
    "village": _village,
    "place and name": _place_and_name,
    "sentence": _sentence,
    "photo": _photo,
    "not there": _not_there,
    "there, elsewhere": _elsewhere,
}
