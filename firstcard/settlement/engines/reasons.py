"""Fields and reasons of rejects as the kernel counts them; faults.py has their words."""

from __future__ import annotations

FIELDS = (
    "claim_id", "person_id", "region", "insurance", "care", "institution.class", "referral",
    "cause", "admitted_on", "discharged_on", "born_on", "groups", "year_to_date.admissions",
    "year_to_date.deductible_used", "year_to_date.pool_paid", "year_to_date.remainder",
    "year_to_date.serious_paid", "year_to_date.assistance_paid", "account_balance",
    "mutual_aid_balance", "lines", "line_no", "kind", "list_class", "restricted", "amount",
    "limit_price", "self_pay_share", "bill-days", "bill-excluded", "bill-share",
    "bill-restricted", "bill-deductible", "bill-bands", "bill-cap", "serious-illness",
    "serious-illness-bands", "medical-assistance", "bill-payers",
)  # fmt: skip
(
    CLAIM_ID, PERSON_ID, REGION, INSURANCE, CARE, CLASS, REFERRAL, CAUSE, ADMITTED, DISCHARGED,
    BORN, GROUPS, YTD_ADMISSIONS, YTD_DEDUCTIBLE, YTD_POOL, YTD_REMAINDER, YTD_SERIOUS,
    YTD_ASSISTANCE, ACCOUNT, MUTUAL_AID, LINES, LINE_NO, KIND, LISTED, RESTRICTED, AMOUNT, LIMIT,
    SHARE, T_DAYS, T_EXCLUDED, T_SHARE, T_RESTRICTED, T_DEDUCTIBLE, T_BANDS, T_CAP, T_SERIOUS,
    T_SERIOUS_BANDS, T_ASSISTANCE, T_PAYERS,
) = range(len(FIELDS))  # fmt: skip

REASONS = (
    "missing", "unknown-code", "negative-amount", "too-large", "wrong-form",
    "discharge-before-admission", "outpatient-two-days", "born-after-admission", "c-with-limit",
    "wrong-share", "no-lines", "line-without-claim", "claim-twice", "line-twice",
    "not-settled-here", "unknown-rule", "unreadable", "lines-unreadable",
    "earlier-bill-unreadable",
)  # fmt: skip
(
    MISSING, UNKNOWN_CODE, NEGATIVE, TOO_LARGE, WRONG_FORM, DISCHARGE_FIRST, TWO_DAYS, BORN_LATER,
    C_WITH_LIMIT, WRONG_SHARE, NO_LINES, NO_CLAIM, CLAIM_TWICE, LINE_TWICE, NOT_HERE, UNKNOWN_RULE,
    NOT_READ, LINES_NOT_READ, EARLIER_NOT_READ,
) = range(len(REASONS))  # fmt: skip

# With a list of agreements. Apart, so that rejects without one stay the same to the byte.
FIELDS_LISTED = (*FIELDS, "institution.code")
INSTITUTION_CODE = len(FIELDS)
REASONS_LISTED = (
    *REASONS, "unknown-institution", "no-agreement", "agreement-suspended", "another-class",
)  # fmt: skip
UNKNOWN_INSTITUTION, NO_AGREEMENT, AGREEMENT_SUSPENDED, ANOTHER_CLASS = range(
    len(REASONS), len(REASONS_LISTED)
)
