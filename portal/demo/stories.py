"""The invented reports of the demonstration: what was said, where, when, and how far each one came."""

from dataclasses import dataclass

from intake.tips.locating import Position


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """One report. `until` is the state it is brought to; `found` is what the visit finds, if one is made."""

    text: str
    place: str
    days: int
    until: str
    categories: tuple[str, ...] = ("unlicensed",)
    name: str = ""
    contact_name: str = ""
    contact: str = ""
    outcome: str = "substantiated"
    found: str = ""
    severity: str = "general"
    wording: str = ""
    key: str = ""
    """For stories that point at another, as a duplicate does."""
    same_as: str = ""
    said: tuple[str, str, str] = ("", "", "")
    """What the reporter answered two weeks after the reply: answer, satisfaction, reason."""
    position: Position | None = None
    limited: bool = False
    """Sent when its address had sent too many: it lies apart, to be sifted."""


STORIES = (
    Story(
        text="租的民房，里头二十多个三到六岁的孩子，一个月收八百，没见墙上有证。做饭就在过道里，煤气罐也在过道。请来查一下。",
        place="博爱县月山镇花园村大队院东边第二家",
        name="小星芽宝贝之家",
        position=Position(latitude=35.18641, longitude=113.03527, way="device", datum="wgs84"),
        categories=("unlicensed", "fire"),
        days=48,
        until="replied",
        found="未取得办学许可，招收3至6岁幼儿23名；煤气罐放在唯一的疏散通道。",
        severity="major",
        wording="经核查，月山镇一处看护点未取得办学许可招收幼儿，情况属实。已停止招收，23名幼儿转入附近有证幼儿园。",
        contact_name="申小满",
        contact="15400010017",
        key="garden",
        said=("fixed", "satisfied", ""),
    ),
    Story(
        text="领导你好俺是武陟圪当店的就是镇上那个老供销社后头有一家看孩子的一个院里挤了三四十个娃娃冬天烧煤火俺孙子也在那俺怕出事恁来看看吧俺不会打标点",
        place="武陟县圪垱店镇圪垱店村老供销社后头",
        days=9,
        until="verifying",
    ),
    Story(
        text="王庄村小学对面新开了一个幼儿园，彩钢板搭的房，连消防通道都没有，听说没办手续。",
        place="王庄村小学对面",
        days=1,
        until="received",
    ),
    Story(
        text="村北头养鸡场旁边那个院子在办幼儿班，没有牌子，早上七点半面包车往里送孩子，大概三十个。",
        place="武陟县谢旗营镇后圪垱村村北头养鸡场旁边",
        position=Position(latitude=35.04123, longitude=113.39456, way="typed", datum="gcj02"),
        days=12,
        until="handled",
        found="养鸡场旁院内无牌办班，收幼儿29名，未能出示办学许可证。",
        key="chickens",
    ),
    Story(
        text="举报后疙瘩村鸡场跟前的黑园，天天早上一面包车小孩拉进去，大门一锁谁也进不去，跟村里说了没人理。",
        place="谢旗营镇后圪垱村鸡场跟前",
        days=12,
        until="merged",
        same_as="chickens",
    ),
    Story(
        text="这家是有证的，但是接送孩子的白色面包车核载7个人，我昨天下午放学数了数下来了十五个，车上没有校车牌。",
        place="温县番田镇大吴村",
        name="晨露幼儿园",
        categories=("bus",),
        days=30,
        until="replied",
        outcome="partly_substantiated",
        found="接送用七座面包车，未取得校车标牌，查看当日载幼儿9名。",
        wording="经核查，番田镇一所幼儿园用没有校车标牌的车辆接送幼儿，部分属实。该车已停用，家长改为自行接送。",
    ),
    Story(
        text=(
            "专业代办办学许可、消防验收、食品经营许可，七天出证，不成功不收费，量大优惠，"
            "加微信 bzzz000test，诚招乡镇代理。"
        ),
        place="不清楚",
        categories=("other",),
        days=6,
        until="not_accepted",
    ),
    Story(
        text="那边有个幼儿园冬天不开暖气，孩子手都冻了，退费也不给退，请给做主。",
        place="济源市克井镇",
        categories=("other",),
        days=5,
        until="transferred",
    ),
    Story(
        text="孩子回家说老师用针扎人，胳膊上有几个红点，问了两个家长，他们孩子也这么说。",
        place="博爱县鸿昌街道",
        categories=("child_harm",),
        contact_name="靳冬至",
        contact="15400010025",
        days=0,
        until="received",
    ),
    Story(
        text="二楼租出去办了个暑期班，现在开学了还天天有孩子，中午也不回家，说是托管其实是幼儿园。",
        place="博爱县清化镇八街居委会",
        categories=("full_day_training",),
        days=8,
        until="need_info",
    ),
    Story(
        text="幼儿园的院墙裂了一道大缝，孩子就在墙底下玩，下雨天更吓人。",
        place="沁阳市西向镇西向一街",
        categories=("premises",),
        days=2,
        until="assigned",
    ),
    Story(
        text="厨房的菜放在地上，旁边就是拖把池，买的肉没有票，孩子上周拉肚子的有五六个。",
        place="孟州市西虢镇西虢村",
        categories=("food",),
        days=22,
        until="concluded",
        found="食品原料离地存放不到位，部分肉类没有进货票据。",
        wording="",
    ),
    Story(
        text="大门口没有保安，谁都能进，放学的时候乱糟糟的。",
        place="修武县郇封镇郇封村",
        categories=("security",),
        days=20,
        until="withdrawn",
    ),
    Story(
        text="说是关了，其实换到后面那个院子又开了，还是那个老板，孩子有十几个。",
        place="博爱县月山镇上庄村",
        days=26,
        until="reopened",
        outcome="unsubstantiated",
        wording="经到场核查，举报地点当日未见幼儿，未发现无证办园。",
    ),
    Story(
        text="楼道里堆满了纸箱，安全出口锁着，一着火孩子跑都跑不出来。",
        place="山阳区东方红街道电厂社区",
        categories=("fire",),
        days=40,
        until="archived",
        outcome="unsubstantiated",
        wording="经核查，该园安全出口畅通，楼道无杂物，举报的情况不属实。",
    ),
    Story(
        text="路边二层小楼挂着小饭桌的牌子，白天里面全是没上学的小孩，问了说全天都收。",
        place="解放区民主街道",
        days=3,
        until="accepted",
    ),
    Story(
        text="早上送孩子的时候看到校车里站着好几个孩子，没有座位，车开得还挺快。",
        place="博爱县月山镇花园村小学门口",
        categories=("bus",),
        days=1,
        until="assigned",
    ),
    Story(
        text="巷子里挂着早教的牌子，其实从早上七点收到下午六点，三四岁的都有，十七八个孩子挤两间屋。",
        place="博爱县月山镇花园村村委会后面巷子",
        categories=("full_day_training",),
        days=56,
        until="replied",
        found="挂早教中心牌子，全天收托3至5岁幼儿17名，未能出示办学许可证。",
        wording="经核查，月山镇一处早教机构变相全日制收托幼儿，情况属实。已停止全天收托，家长已逐户告知。",
    ),
    Story(
        text="村东头那个院子又收孩子了，上次来查过以后停了两天，现在院门关着，里面能听见孩子哭。",
        place="博爱县月山镇上庄村村东头",
        days=38,
        until="replied",
        found="院内收托幼儿12名，未取得办学许可。",
        wording="经核查，月山镇一处看护点未取得办学许可收托幼儿，情况属实。已责令停止收托。",
        said=("not_fixed", "dissatisfied", "停了一个星期，这周一早上又看见七八个孩子送进去。"),
    ),
    Story(
        text="我们几个家长都在厂里宿舍住，一个网。院子东头那家天天收二十几个娃，没见挂证，锅炉就在屋里。",
        place="博爱县月山镇花园村纺织厂宿舍院东头",
        name="小脚丫幼儿之家",
        categories=("unlicensed", "fire"),
        days=0,
        until="received",
        limited=True,
    ),
    *(
        Story(
            text="黑幼儿园，都来举报，顶上去。",
            place="博爱县",
            categories=("other",),
            days=0,
            until="received",
            limited=True,
        )
        for _copy in range(4)
    ),
    Story(
        text="临街门面二楼，窗户上贴着卡通画，早上七点多陆续有家长送三四岁的孩子上去，门口没有牌子。",
        place="博爱县许良镇西中道村",
        days=33,
        until="verifying",
        key="late",
    ),
    Story(
        text="幼儿园后院的围墙倒了一截，用木板挡着，孩子就在旁边玩。",
        place="博爱县柏山镇杨洞村",
        categories=("premises",),
        days=6,
        until="verifying",
        key="moved",
    ),
)
