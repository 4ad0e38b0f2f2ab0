"""Uploads a folder to a hub by its own library, in the child: nothing else ever connects."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError

from workbench.domain.sentences import sentence

# The library's own client has two names, by the library's version.
_CLIENT = import_module("httpx2" if find_spec("httpx2") else "httpx")
_NO_CONNECTION: type[Exception] = _CLIENT.HTTPError


def upload(folder: Path, repo: str, token: str, *, private: bool) -> dict[str, str]:
    """Make the data set if it is not there, and send the folder; return its address.

    Raises OSError with what the hub said, never with the token.
    """
    api = HfApi(token=token)
    try:
        api.create_repo(repo, repo_type="dataset", private=private, exist_ok=True)
        api.upload_folder(
            repo_id=repo,
            folder_path=folder,
            repo_type="dataset",
            commit_message="Export from Stepmark",
        )
    except HfHubHTTPError as error:
        raise OSError(_said(error).replace(token, "…")) from None
    except _NO_CONNECTION as error:
        reason = str(error).replace(token, "…")
        raise OSError(
            sentence(
                "the hub at {endpoint} cannot be reached: {reason}",
                endpoint=api.endpoint,
                reason=reason,
            )
        ) from None
    return {"address": f"{api.endpoint}/datasets/{repo}"}


def _said(error: HfHubHTTPError) -> str:
    status = error.response.status_code
    if status in (401, 403):
        return sentence("the hub refused the token; check that it may write to this data set")
    return sentence(
        "the hub answered {status}: {reason}",
        status=status,
        reason=(error.server_message or "")[:200],
    )
