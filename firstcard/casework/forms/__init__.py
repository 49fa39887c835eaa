"""What is printed of a case: the registration form that a family signs."""

from firstcard.casework.forms.registration import registration_form

__all__ = ["registration_form"]
