"""Waiting times and the signature of the SMS protocol."""

from datetime import timedelta

from wangge.notices.rules import next_wait, percent, signature


def test_waits_double_and_end():
    assert [next_wait(n) for n in (1, 2, 3, 4)] == [timedelta(seconds=s) for s in (30, 60, 120, 240)]
    assert next_wait(5) is None


def test_percent_encoding_keeps_what_rfc_3986_keeps():
    assert percent("a b*~/中") == "a%20b%2A~%2F%E4%B8%AD"


def test_the_signature_covers_every_parameter_but_itself():
    parameters = {"Action": "SendSms", "PhoneNumbers": "13800000172"}
    own = signature(parameters, secret="demo")
    assert signature(parameters | {"Signature": own}, secret="demo") == own
    assert signature(parameters | {"PhoneNumbers": "13800000173"}, secret="demo") != own
    assert signature(parameters, secret="other") != own


def test_the_signature_of_a_known_request():
    """Text worked out by hand after the protocol: POST, %2F, the sorted and twice encoded parameters."""
    import base64
    import hashlib
    import hmac

    text = "POST&%2F&Action%3DSendSms%26SignName%3D%25E7%25BD%2591%25E6%25A0%25BC"
    expected = base64.b64encode(hmac.new(b"s&", text.encode(), hashlib.sha1).digest()).decode()
    assert signature({"SignName": "网格", "Action": "SendSms"}, secret="s") == expected
