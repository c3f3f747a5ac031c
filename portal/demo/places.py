"""What the demonstration calls its counties: short names, document prefixes, invented telephones."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoCounty:
    """One county unit as the demonstration sets it up."""

    code: str
    login: str
    """Begins the user names of its staff."""
    short_name: str
    document_prefix: str
    bureau: str


DEMO_COUNTIES = tuple(
    DemoCounty(code=f"{code}000000", login=login, short_name=short, document_prefix=prefix, bureau=bureau)
    for code, login, short, prefix, bureau in (
        ("410802", "jiefang", "解放", "解教", "解放区教育局"),
        ("410803", "zhongzhan", "中站", "中教", "中站区教育局"),
        ("410804", "macun", "马村", "马教", "马村区教育局"),
        ("410811", "shanyang", "山阳", "山教", "山阳区教育局"),
        ("410821", "xiuwu", "修武", "修教", "修武县教育体育局"),
        ("410822", "boai", "博爱", "博教", "博爱县教育体育局"),
        ("410823", "wuzhi", "武陟", "武教", "武陟县教育体育局"),
        ("410825", "wenxian", "温县", "温教", "温县教育体育局"),
        ("410871", "shifanqu", "示范区", "示教", "焦作城乡一体化示范区教育局"),
        ("410882", "qinyang", "沁阳", "沁教", "沁阳市教育体育局"),
        ("410883", "mengzhou", "孟州", "孟教", "孟州市教育体育局"),
    )
)


def invented_hotline(county_code: str) -> str:
    """A telephone of a bureau that cannot be dialled: 0391-1000 and three digits of the county's code."""
    return f"0391-1000{county_code[3:6]}"
