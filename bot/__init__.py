"""The WeChat official-account door: protocol, understanding, articles."""
