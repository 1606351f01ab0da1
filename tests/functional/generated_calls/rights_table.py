"""Who may do what: one line a route, held against the OpenAPI document and against the service."""

from __future__ import annotations

from dataclasses import dataclass

RIGHTS = """
GET    /.well-known/certificate-terms                                anybody
GET    /.well-known/cose-keys                                        anybody
GET    /.well-known/jwks.json                                        anybody
GET    /.well-known/status-list/{list_number}                        anybody
GET    /healthz                                                      anybody
GET    /readyz                                                       anybody
GET    /api/v1/bike-stations                                         anybody
GET    /api/v1/catalogue                                             anybody
GET    /api/v1/organisations                                         anybody
GET    /api/v1/organisations/{code}                                  anybody
GET    /api/v1/privacy-notice                                        anybody
GET    /api/v1/redress/figures                                       anybody
GET    /api/v1/status-policy                                         anybody
POST   /api/v1/chat                                                  anybody
POST   /api/v1/chat/feedback                                         anybody
POST   /api/v1/merchant/invitations/accept                           anybody
POST   /api/v1/merchant/invitations/look                             anybody
POST   /api/v1/officer/session                                       anybody
POST   /api/v1/session/refresh                                       anybody
POST   /api/v1/session/wechat                                        anybody

GET    /api/v1/me                                                    citizens     theirs
GET    /api/v1/me/access-log                                         citizens     theirs
GET    /api/v1/me/blocked-merchants                                  citizens     theirs
GET    /api/v1/me/card-operators                                     citizens     theirs
GET    /api/v1/me/cards                                              citizens     theirs
GET    /api/v1/me/cards/{card_id}/services/{service}                 citizens     404
GET    /api/v1/me/certificates                                       citizens     theirs
GET    /api/v1/me/certificates/{certificate_id}                      citizens     404
GET    /api/v1/me/certificates/{certificate_id}/certificate.pdf      citizens     404
GET    /api/v1/me/certificates/{certificate_id}/qr.png               citizens     404
GET    /api/v1/me/certificates/{certificate_id}/qr.svg               citizens     404
GET    /api/v1/me/certificates/{certificate_id}/verifications        citizens     404
GET    /api/v1/me/consents                                           citizens     theirs
GET    /api/v1/me/deletion                                           citizens     theirs
GET    /api/v1/me/devices                                            citizens     theirs
GET    /api/v1/me/disputes                                           citizens     theirs
GET    /api/v1/me/disputes/{case_id}                                 citizens     404
GET    /api/v1/me/disputes/{case_id}/materials/{material_id}         citizens     404
GET    /api/v1/me/export                                             citizens     theirs
GET    /api/v1/me/inbox                                              citizens     theirs
GET    /api/v1/me/perks                                              citizens     theirs
GET    /api/v1/me/perks/{grant_id}                                   citizens     404
GET    /api/v1/me/push                                               citizens     theirs
GET    /api/v1/me/records                                            citizens     theirs
GET    /api/v1/me/records/{record_id}/repair                         citizens     404
GET    /api/v1/me/repairs                                            citizens     theirs
GET    /api/v1/me/repairs/{case_id}                                  citizens     404
GET    /api/v1/me/repairs/{case_id}/materials/{material_id}          citizens     404
GET    /api/v1/me/report.pdf                                         citizens     theirs
GET    /api/v1/me/status                                             citizens     theirs
GET    /api/v1/perks                                                 citizens     theirs
PUT    /api/v1/me/blocked-merchants/{merchant_id}                    citizens     theirs
PUT    /api/v1/me/consents/{purpose}                                 citizens     theirs
PUT    /api/v1/me/inbox/read                                         citizens     theirs
PUT    /api/v1/me/pause                                              citizens     theirs
PUT    /api/v1/me/push                                               citizens     theirs
POST   /api/v1/me/cards                                              citizens     theirs
POST   /api/v1/me/cards/{card_id}/services/lending/loans/{loan_id}/renewal  citizens  404
POST   /api/v1/me/certificates                                       citizens     theirs
POST   /api/v1/me/certificates/preview                               citizens     theirs
POST   /api/v1/me/disputes                                           citizens     404
POST   /api/v1/me/disputes/{case_id}/materials                       citizens     404
POST   /api/v1/me/disputes/{case_id}/review                          citizens     404
POST   /api/v1/me/disputes/{case_id}/withdraw                        citizens     404
POST   /api/v1/me/identity                                           citizens     theirs
POST   /api/v1/me/perks                                              citizens     404
POST   /api/v1/me/push/{template}                                    citizens     theirs
POST   /api/v1/me/repairs                                            citizens     404
POST   /api/v1/me/repairs/{case_id}/confirm                          citizens     404
POST   /api/v1/me/repairs/{case_id}/materials                        citizens     404
POST   /api/v1/me/repairs/{case_id}/supply                           citizens     404
POST   /api/v1/me/repairs/{case_id}/withdraw                         citizens     404
DELETE /api/v1/me/blocked-merchants/{merchant_id}                    citizens     theirs
DELETE /api/v1/me/cards/{card_id}                                    citizens     404
DELETE /api/v1/me/certificates/{certificate_id}                      citizens     404
DELETE /api/v1/me/consents/{purpose}                                 citizens     theirs
DELETE /api/v1/me/devices                                            citizens     theirs
DELETE /api/v1/me/devices/{device_id}                                citizens     404
DELETE /api/v1/me/perks/{grant_id}                                   citizens     404
DELETE /api/v1/me/pause                                              citizens     theirs
DELETE /api/v1/me                                                    citizens     theirs
DELETE /api/v1/session                                               citizens     theirs

GET    /api/v1/merchant                                              merchants    theirs
GET    /api/v1/merchant/keys                                         merchants    theirs  owners
GET    /api/v1/merchant/redemptions                                  merchants    theirs
GET    /api/v1/merchant/verifications                                merchants    theirs
POST   /api/v1/merchant/challenges                                   merchants    theirs
POST   /api/v1/merchant/keys                                         merchants    theirs  owners
POST   /api/v1/merchant/redemptions                                  merchants    403
POST   /api/v1/merchant/verifications                                merchants    403
POST   /api/v1/merchant/verifications/offline                        merchants    theirs
DELETE /api/v1/merchant/invitations/{invitation_id}                  merchants    404     owners
DELETE /api/v1/merchant/keys/{key_id}                                merchants    404     owners

GET    /api/v1/departments/{code}/batches/{batch_id}/quarantine      departments  403
GET    /api/v1/departments/{code}/cases                              departments  403
GET    /api/v1/departments/{code}/cases/{case_number}/materials/{material_id}  departments  403
GET    /api/v1/departments/{code}/quality                            departments  403
POST   /api/v1/departments/{code}/cases/{case_number}/answer         departments  403
POST   /api/v1/departments/{code}/records                            departments  403

GET    /api/v1/operator                                              operators    theirs
GET    /api/v1/operator/dead-letters                                 operators    theirs
GET    /api/v1/operator/grants                                       operators    theirs
GET    /api/v1/operator/reconciliation                               operators    theirs
GET    /api/v1/operator/webhook                                      operators    404
PUT    /api/v1/operator/webhook                                      operators    theirs
POST   /api/v1/operator/dead-letters                                 operators    theirs
POST   /api/v1/operator/dead-letters/{letter_id}/redrive             operators    404
POST   /api/v1/operator/grants/{grant_id}/confirm                    operators    404
POST   /api/v1/operator/grants/{grant_id}/reject                     operators    404
POST   /api/v1/operator/sandbox/grants                               sandboxes    403
DELETE /api/v1/operator/sandbox/grants/{grant_id}                    sandboxes    403
DELETE /api/v1/operator/webhook                                      operators    theirs
POST   /api/v1/operator/events/{operator}                            signers      400

GET    /api/v1/officer/cases                                         officers     theirs
GET    /api/v1/officer/cases/{number}                                officers     403
GET    /api/v1/officer/cases/{number}/materials/{material_id}        officers     403
GET    /api/v1/officer/me                                            officers     theirs
PUT    /api/v1/officer/me/password                                   officers     theirs
POST   /api/v1/officer/cases/{number}/decisions                      officers     403
DELETE /api/v1/officer/session                                       officers     theirs
"""
"""Method, path, who may, and what comes back to another of the same kind who asks about the same thing.

`theirs` means their own: the address names nothing that belongs to one caller alone. Whoever is of another
kind proves nothing and gets 401 (400 at the address of events). Of officers the other one is a relative of
the person whose case it is; of sandboxes, and of operators, the other is the same operator's other key.
`owners`: staff of the same shop are refused.
"""


@dataclass(frozen=True)
class Right:
    """One line of the table."""

    method: str
    path: str
    who: str
    others: str
    is_for_owners: bool


def read_rights() -> list[Right]:
    """Return the table's lines."""
    lines = [line.split() for line in RIGHTS.splitlines() if line]
    return [
        Right(method, path, who, rest[0] if rest else "", "owners" in rest[1:])
        for method, path, who, *rest in lines
    ]
