"""The composition root: builds the parts, hands them to each other, registers doors and commands."""

from __future__ import annotations

from flask import Flask

from backend.commands import domain_commands
from backend.demo.commands import demo_commands
from backend.demo.loading import DemoAddresses, DemoFiles, DemoLoader
from backend.domain import Domain, Ground, Outside, Policy, build_domain, parse_policy
from backend.encrypted_places import build_field_key_rotation
from backend.identity.access_tokens import AccessTokens
from backend.platform.city import City
from backend.platform.clock import SystemClock
from backend.platform.database import Database
from backend.platform.field_encryption import BlindIndex, FieldCipher
from backend.platform.field_keys.commands import field_keys_commands
from backend.platform.keyring.commands import keys_commands
from backend.platform.keyring.file_ring import FileKeyRing
from backend.platform.short_lived import open_redis
from backend.redress.clamd import connect_virus_scan
from backend.redress.material_folder import MaterialFolder
from bot.official_account import BotParts, build_bot
from bot.wechat.account import AppAccount
from bot.wechat.account_api import AccountApi
from bot.wechat.adapters import connect_wechat
from bot.wechat.opening import CallbackKeys, PushMode
from card_integration.operators import Access, connect_bike_feed, connect_events, connect_operators
from card_integration.real_name_http import HttpRealName
from config.loading import CATALOGUE_FOLDER, load_settings, read_folder, read_policy
from config.processes import demo_processes, shared_with_simulators, simulator_addresses
from config.settings import Settings, SettingsFaulty
from miniprogram_api.application import build_app
from miniprogram_api.edge.parts import build_edge


def build_ground(settings: Settings, key_ring: FileKeyRing) -> Ground:
    """Return the stores and keys that the settings name."""
    tokens, fields = settings.token_keys, settings.field_keys
    return Ground(
        database=Database(settings.database_url),
        short_lived=open_redis(settings.redis_url),
        clock=SystemClock(),
        cipher=FieldCipher(fields.as_bytes(), fields.current),
        blind_index=BlindIndex(bytes.fromhex(settings.blind_index_key.get_secret_value())),
        access_tokens=AccessTokens(tokens.as_bytes(), tokens.current, settings.issuer),
        key_ring=key_ring,
        city=City(**settings.city()),
    )


def connect_outside(settings: Settings, ground: Ground, policy: Policy) -> Outside:
    """Return the adapters to WeChat, the real-name register and the card operators."""
    mini, official, register = settings.mini_program, settings.official_account, settings.real_name
    at_wechat = (settings.wechat_address, ground.short_lived)
    accesses = {name: Access(**one.opened()) for name, one in settings.operators.items()}
    return Outside(
        **connect_wechat(*at_wechat, mini.opened(), official.opened(), mini.messages()),
        real_names=HttpRealName(register.address, register.secret.get_secret_value(), 3.0),
        operators=connect_operators(policy.operators, accesses, ground.clock),
        materials=MaterialFolder(settings.var / "materials"),
        virus_scan=connect_virus_scan(settings.virus_scanner),
        bike_feed=connect_bike_feed(policy.operators, accesses, ground.short_lived, ground.clock),
        events=connect_events(accesses, ground.clock, is_demo=settings.is_demo),
    )


def create_app(settings: Settings | None = None) -> Flask:
    """Return the service; without settings those of the environment. Faulty ones end the process in words."""
    try:
        settings = settings or load_settings()
    except SettingsFaulty as faults:
        raise SystemExit(str(faults)) from None
    key_ring = FileKeyRing(settings.var / "keys.json", clock=SystemClock(), **settings.key_ring())
    ground, policy = build_ground(settings, key_ring), parse_policy(read_policy)
    edge = build_edge(ground, read_policy("limits"), settings.edge(is_demo=settings.is_demo))
    outside = connect_outside(settings, ground, policy)
    domain = edge.traced(build_domain(ground, policy, outside))
    official = settings.official_account
    keys = CallbackKeys(**official.callback(), mode=PushMode(official.mode))
    api = AccountApi(AppAccount(**official.opened()), settings.wechat_address, ground.short_lived)
    menu, appid = read_policy("wechat_menu"), settings.mini_program.appid
    bot = build_bot(domain, BotParts(keys, api, settings.human_zh, menu, appid))
    app = build_app(domain, metrics_token=settings.opened_metrics_token(), chat=bot.chat, edge=edge)
    bot.register_on(app)
    register_commands(app, domain, settings)
    rotation = build_field_key_rotation(ground.database, ground.cipher, outside.materials)
    app.cli.add_command(keys_commands(key_ring, [field_keys_commands(rotation)]))
    return app


def register_commands(app: Flask, domain: Domain, settings: Settings) -> None:
    """Add the management commands."""
    for group in domain_commands(domain, read_folder, CATALOGUE_FOLDER):
        app.cli.add_command(group)
    addresses = DemoAddresses(settings.base_url, simulator_addresses(settings))
    loader = DemoLoader(domain, DemoFiles(settings.var / "demo"), addresses)
    town = shared_with_simulators(settings), demo_processes(settings)
    app.cli.add_command(demo_commands(loader, domain.policy.catalogue, domain.ground.clock, *town))
