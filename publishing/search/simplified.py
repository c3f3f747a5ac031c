"""Traditional characters read as simplified ones, as far as names and questions use them.

A name typed on a keyboard from Hong Kong or Taiwan should find the register's simplified name. The table
holds the characters of kindergarten names, places and everyday questions whose simplified form is the same in
every context; characters outside it are still found by their sound.
"""

_PAIRS = (
    "園园兒儿國国學学實实驗验愛爱貝贝藍蓝陽阳葉叶紅红蘋苹樂乐寶宝東东華华龍龙鳳凤馬马圓圆縣县鎮镇鄉乡區区門门證证許许號号機机"
    "關关務务廠厂鐵铁銀银鋼钢錦锦綠绿黃黄語语藝艺術术體体創创揚扬飛飞鳥鸟魚鱼鷹鹰鶴鹤鴻鸿鵬鹏雞鸡豬猪貓猫獅狮蟲虫蠶蚕繽缤紛纷"
    "夢梦願愿歡欢慶庆豐丰興兴榮荣輝辉燦灿爛烂煒炜曉晓時时節节親亲觀观見见視视覺觉詩诗詠咏誠诚諾诺護护讀读課课談谈話话說说請请"
    "問问誰谁這这個个們们來来對对開开辦办嗎吗麼么沒没還还過过邊边裡里裏里後后從从讓让給给總总會会書书畫画筆笔圖图電电腦脑車车"
    "輪轮軒轩轉转運运達达遠远進进連连選选鄭郑鄧邓郵邮醫医衛卫師师範范專专業业產产幹干員员場场壩坝壯壮聲声處处備备復复夾夹奮奋"
    "奪夺婦妇嬰婴孫孙寧宁寬宽將将尋寻導导層层屬属島岛嶺岭嶽岳岡冈崗岗幣币帶带幫帮應应廣广廟庙廳厅強强彌弥歸归徑径憶忆懷怀態态"
    "戰战戲戏戶户擁拥擇择攜携攝摄數数敵敌斷断昇升暢畅曆历條条楊杨楓枫極极構构標标樣样樹树橋桥檔档櫻樱欄栏歲岁殘残殼壳氣气漢汉"
    "溝沟滿满漁渔潔洁澤泽濟济濤涛濱滨灣湾灘滩為为爺爷牆墙獎奖環环瑪玛瓊琼瑩莹當当畢毕異异療疗發发盜盗盡尽監监盤盘碼码礎础禮礼"
    "禪禅穀谷積积穩稳窩窝競竞筍笋築筑簡简籃篮類类糧粮紀纪約约純纯紙纸級级細细終终組组結结絲丝經经維维網网綜综線线練练縱纵織织"
    "羅罗義义習习聖圣聯联聰聪聽听勝胜勞劳勵励動动協协單单衝冲決决淨净準准凱凯別别則则剛刚劉刘劍剑廈厦參参雙双啟启啓启喬乔嚴严"
    "團团壇坛塊块莊庄萊莱蓋盖蓮莲蔣蒋蕭萧薔蔷蘇苏蘭兰虛虚補补裝装製制規规計计訊讯記记設设試试詢询該该詳详認认調调諧谐識识議议"
    "豔艳財财責责貴贵費费資资賀贺賢贤質质贊赞趙赵躍跃軍军輔辅較较農农適适遷迁遙遥釋释針针鈴铃銘铭鍾钟鐘钟長长閃闪閣阁陳陈陸陆"
    "隊队階阶際际隨随險险雜杂雲云霧雾靈灵靜静韓韩韻韵響响頂顶項项順顺頭头頤颐頌颂預预領领題题顏颜風风館馆駐驻騰腾驕骄鬧闹麗丽"
    "麥麦點点齊齐齡龄僑侨億亿優优傑杰傳传偉伟側侧兩两內内傘伞侶侣"
)
_TABLE = {ord(old): new for old, new in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)}


def simplify(text: str) -> str:
    """`text` with the traditional characters of the table replaced; the rest, and the length, stay."""
    return text.translate(_TABLE)
