"""What templates of every page know of the sign-in."""

from django.http import HttpRequest

from firstcard.accounts.signing import says_signed_in


def signed_in(request: HttpRequest) -> dict[str, bool]:
    """Whether this browser says that it is signed in: for a link, so no database is asked."""
    return {"signed_in": says_signed_in(request)}
