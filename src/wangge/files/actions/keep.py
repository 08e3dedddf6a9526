"""What happens to a file after it has come in."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from wangge.core.refusals import NotNow
from wangge.core.words import Say
from wangge.files.models import Upload

UNFINISHED = timedelta(hours=24)


def attach(uploads: Sequence[Upload], *, subject: str) -> None:
    """Let files belong to a subject. One statement. Raises ``NotNow`` (``file_taken``) when somebody was quicker."""
    ids = [u.id for u in uploads]
    district = uploads[0].district
    if Upload.objects.filter(district=district, id__in=ids, subject="").update(subject=subject) != len(ids):
        raise NotNow(
            "file_taken",
            Say(
                "有一张照片已经用在别的案子里了。请重新上传。",
                "A photo already belongs to another case. Please upload it again.",
            ),
        )


def erase(upload: Upload) -> None:
    """Delete the bytes and what the picture said of itself. The blob stays while another upload has the same one."""
    stored, sha256 = upload.stored, upload.sha256
    Upload.objects.filter(district=upload.district, id=upload.id).update(
        state="erased", stored="", sha256="", facts={}, width=None, height=None
    )
    if stored and not Upload.objects.filter(sha256=sha256).exists():
        (Path(settings.FILES) / stored).unlink(missing_ok=True)


def sweep(*, at: datetime) -> int:
    """Forget uploads that were begun a day ago and never finished. Returns how many."""
    old = Upload.objects.filter(state="receiving", created_at__lt=at - UNFINISHED)
    keys = list(old.values_list("district", "id"))
    for district, upload_id in keys:
        (Path(settings.FILES) / "partial" / str(upload_id)).unlink(missing_ok=True)
        Upload.objects.filter(district=district, id=upload_id, state="receiving").delete()
    return len(keys)
