"""News carried to WeChat, for citizens who asked for it: subscribe messages (订阅消息)."""
