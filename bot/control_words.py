"""The few words that work at any step, and those that judge an answer. All of it pure."""

from __future__ import annotations

from enum import StrEnum

from bot.dialogues.choices import plain


class Control(StrEnum):
    """What can be asked for at any step."""

    BACK = "back"
    CANCEL = "cancel"
    RESTART = "restart"
    HUMAN = "human"


_CONTROLS = {
    Control.BACK: ("返回", "上一步", "后退", "返回上一步", "back"),
    Control.CANCEL: ("取消", "退出", "不办了", "算了", "结束", "停止", "cancel", "quit", "exit"),
    Control.RESTART: ("重新开始", "重来", "从头来", "重新来", "重新办", "restart"),
    Control.HUMAN: ("人工", "转人工", "人工客服", "找人工", "人工服务", "真人", "找客服", "客服", "human"),
}
_CONTROL_OF = {word: control for control, words in _CONTROLS.items() for word in words}
_USEFUL = frozenset({"有用", "有帮助", "解决了", "明白了有用"})
_USELESS = frozenset({"没用", "没有用", "没帮助", "没有帮助", "答非所问", "不是我要的", "没解决"})
_THANKS = frozenset({"谢谢", "谢谢你", "谢谢您", "多谢", "感谢", "谢了", "辛苦了", "好的谢谢", "thanks"})
_THUMBS = {"👍": True, "👎": False}


def find_control(text: str) -> Control | None:
    """Return what a text asks for that works at any step, or None."""
    return _CONTROL_OF.get(plain(text))


def find_judgement(text: str) -> bool | None:
    """Return whether a text says that the answer was of use, None where it says neither."""
    for thumb, was_useful in _THUMBS.items():
        if text.strip().startswith(thumb):
            return was_useful
    said = plain(text)
    return True if said in _USEFUL else False if said in _USELESS else None


def is_thanks(text: str) -> bool:
    """Tell whether a text only thanks."""
    return plain(text) in _THANKS
