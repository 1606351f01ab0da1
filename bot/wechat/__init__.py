"""WeChat's protocol, kept to a thin layer: the rest of the bot sees pushes and texts, never wechatpy."""
