"""A stand-in for the SMS service: it speaks the real protocol, checks every signature, and shows what was sent."""

import html
import json
import threading
from collections import deque
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

from wangge.notices.rules import signature

KEY_ID, KEY_SECRET = "demo", "demo-sms-secret"
TEMPLATES = {"SMS_WANGGE_UNSEEN": "案件 {number}（{kind}）交给您已 {minutes} 分钟，还没有人打开。请尽快查看。"}
SHOWN = 200


class SmsStandIn(ThreadingHTTPServer):
    """``POST /`` takes a message, ``GET /`` shows the last two hundred, ``GET /messages`` gives them as JSON."""

    daemon_threads = True

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        super().__init__((host, port), _Handler)
        self.messages: deque[dict[str, str]] = deque(maxlen=SHOWN)

    def start(self) -> None:
        """Serve in a thread of its own."""
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    server: SmsStandIn

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length", "0")), 65_536)
        given = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
        right = signature(given, secret=KEY_SECRET)
        if given.get("AccessKeyId") != KEY_ID or given.get("Signature") != right:
            return self._answer(
                400, {"Code": "SignatureDoesNotMatch", "Message": "signature", "RequestId": str(uuid4())}
            )
        text = TEMPLATES.get(given.get("TemplateCode", ""))
        if text is None:
            return self._answer(
                200, {"Code": "isv.SMS_TEMPLATE_ILLEGAL", "Message": "template", "RequestId": str(uuid4())}
            )
        values = json.loads(given.get("TemplateParam") or "{}")
        self.server.messages.appendleft(
            {
                "at": datetime.now().astimezone().isoformat(timespec="seconds"),
                "phone": given.get("PhoneNumbers", ""),
                "text": f"【{given.get('SignName', '')}】{text.format(**values)}",
            }
        )
        return self._answer(200, {"Code": "OK", "Message": "OK", "BizId": str(uuid4()), "RequestId": str(uuid4())})

    def do_GET(self) -> None:
        if self.path == "/messages":
            return self._answer(200, list(self.server.messages))
        rows = "".join(
            f"<li><p>{html.escape(m['text'])}</p><small>{html.escape(m['at'])} · {html.escape(m['phone'])}</small></li>"
            for m in self.server.messages
        )
        page = (
            "<!doctype html><html lang=zh><meta charset=utf-8><meta name=viewport content='width=device-width'>"
            "<meta http-equiv=refresh content=5><title>短信替身 SMS stand-in</title>"
            "<style>body{font:1rem/1.5 system-ui,sans-serif;margin:1.5rem auto;max-width:40rem;padding:0 1rem}"
            "li{margin:0 0 1rem;list-style:none;border:1px solid #dcd6ca;border-radius:.75rem;padding:.75rem 1rem}"
            "ul{padding:0}p{margin:0}</style><h1>短信替身 SMS stand-in</h1>"
            "<p>演示用：短信没有发出去，都在这里。Nothing left this machine.</p>"
            f"<ul>{rows or '<li>还没有短信。No messages yet.</li>'}</ul>"
        )
        return self._send(200, page.encode(), "text/html; charset=utf-8")

    def _answer(self, status: int, body: Any) -> None:
        self._send(status, json.dumps(body, ensure_ascii=False).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Telephone numbers go to no log."""
