"""The SMS adapter: the RPC protocol of the mainland cloud services (``SendSms``, version 2017-05-25) over HTTP."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import httpx
from django.conf import settings

from wangge.notices.rules import signature


class NotSent(Exception):
    """The service turned the message down; the text is its code."""


def parameters_of(phone: str, template: str, values: dict[str, str]) -> dict[str, str]:
    """The signed parameters of one message."""
    place = settings.SMS
    parameters = {
        "AccessKeyId": place["key_id"],
        "Action": "SendSms",
        "Format": "JSON",
        "PhoneNumbers": phone,
        "SignName": place["sign_name"],
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": str(uuid4()),
        "SignatureVersion": "1.0",
        "TemplateCode": template,
        "TemplateParam": json.dumps(values, ensure_ascii=False),
        "Timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Version": "2017-05-25",
    }
    return parameters | {"Signature": signature(parameters, secret=place["key_secret"])}


def sender() -> Callable[[str, str, dict[str, str]], str] | None:
    """The function that sends one message and returns the service's number for it; None where no service is set."""
    if not settings.SMS["address"]:
        return None
    client = httpx.Client(timeout=5, trust_env=False)

    def send(phone: str, template: str, values: dict[str, str]) -> str:
        answer = client.post(settings.SMS["address"], data=parameters_of(phone, template, values))
        answer.raise_for_status()
        body = answer.json()
        if body.get("Code") != "OK":
            raise NotSent(str(body.get("Code")))
        return str(body["BizId"])

    return send
