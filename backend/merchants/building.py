"""The services of merchants, put together from the parts that they stand on."""

from __future__ import annotations

from dataclasses import dataclass

from backend.certificates.offline_scans import OfflineScans
from backend.certificates.single_use import SingleUse
from backend.certificates.token import CertificateCodec
from backend.certificates.verification import CertificateVerification
from backend.merchants.callers import MerchantCallers
from backend.merchants.directory import MerchantDirectory
from backend.merchants.invitations import Invitations
from backend.merchants.keys import MerchantKeys
from backend.merchants.pairing import Pairing
from backend.merchants.registration import MerchantRegistry
from backend.merchants.rules import MerchantRules
from backend.merchants.service import MerchantService
from backend.platform.clock import Clock
from backend.platform.database import Database


@dataclass(frozen=True)
class MerchantAccess:
    """How shops and their phones come in and go out again."""

    registry: MerchantRegistry
    invitations: Invitations
    pairing: Pairing
    keys: MerchantKeys


def build_merchants(
    database: Database,
    clock: Clock,
    codec: CertificateCodec,
    single_use: SingleUse,
    rules: MerchantRules,
) -> tuple[MerchantDirectory, MerchantService, MerchantAccess]:
    """Return who tells shops by their names, the service of scans, and those of who may scan."""
    callers = MerchantCallers(database, clock)
    parts = (database, clock, codec, single_use)
    scanning = (CertificateVerification(*parts), OfflineScans(*parts))
    access = MerchantAccess(
        registry=MerchantRegistry(database, clock),
        invitations=Invitations(database, clock, callers, rules),
        pairing=Pairing(database, clock),
        keys=MerchantKeys(database, clock, callers),
    )
    return MerchantDirectory(), MerchantService(database, callers, *scanning), access
