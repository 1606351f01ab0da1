"""What nobody has verified, by a piece of its row in the table of facts, and the words that would tell it."""

from __future__ import annotations

# Of the repair measures articles 1 to 4 were read, of the city's regulation articles 1 and 2.
_ARTICLE_NOT_READ = r"信用修复管理办法[^。\n]{0,40}第(?![一二三四]条)[一二三四五六七八九十]+条"
_CITY_NOT_READ = r"厦门经济特区社会信用条例》第(?![一二]条|四章)[一二三四五六七八九十]+[条章]"

UNVERIFIED = {
    "| R6 |": _ARTICLE_NOT_READ,
    "| R7 |": _ARTICLE_NOT_READ,
    "| R10 |": _ARTICLE_NOT_READ,
    "| R11 |": rf"{_ARTICLE_NOT_READ}|暂扣[^。]{{0,8}}(?:属于|归)(?:一般|严重)",
    "| R12 |": _ARTICLE_NOT_READ,
    "| R17 |": r"延长(?!借期)[^。]{0,6}[0-9一二三四五六七八九十]+个?(?:工作日|日|天)",
    "| R18 |": r"(?:7|七)个工作日",
    "| R27 |": r"撤销(?:信用)?修复|恢复公示|[0-9一二三]+年内不(?:得|再|能)[^。]{0,8}(?:修复|承诺)",
    "| R28 |": r"(?:自然人|个人)[^。]{0,12}处罚[^。]{0,12}不(?:予)?公示",
    "| D8 |": r"“信用中国”[^。]{0,20}异议[^。]{0,20}[0-9]+个?(?:工作日|日)",
    "| D14 |": _CITY_NOT_READ,
    "third query onward": r"第三次[^。]{0,12}元|每次10元|云闪付",
    "amendment in force 2026-01-01": r"网络安全法",
    "| 2025 edition |": r"2025年版",
    "other eight": r"(?:十三|13)类",
    "dispute/repair/retention articles and numbers": _CITY_NOT_READ,
    "whether the 条例 was amended": r"条例》?[^。]{0,10}(?:修订|修正|修改)",
    "score bands per level": r"白鹭分[^。]{0,10}[0-9]{3}",
    "whether deposits still apply": r"图书馆[^。]{0,10}(?:已|仍|还)[^。]{0,4}(?:取消|收取?)押金",
    "桂花分": r"桂花分",
    "福建省社会信用条例": r"福建省社会信用条例",
    "芝麻 scale": r"350\s*[至到—–-]\s*950",
    "GB 11643": r"GB\s*11643",
    "GB 32100": r"GB\s*32100",
    "国家网络身份认证公共服务管理办法": r"网络身份认证公共服务管理办法》第(?![一二]条)",
    "生成式人工智能服务管理暂行办法": r"生成式人工智能服务管理暂行办法》第(?!二条)",
    "最高法": r"失信被执行人[^。]{0,30}(?:[2两二]年|[3三]个?工作日)",
    "a 备注 field": r"备注字段",
}
