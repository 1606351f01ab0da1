"""WeChat's side of the wire, written without wechatpy and without any code of the service.

Start it with `python -m card_integration.simulator.wechat --port N --city FILE [--state FILE]`.
"""
