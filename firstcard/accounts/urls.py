"""Addresses of signing in and of accounts. None carries a telephone, a code or a name."""

from django.urls import path

from firstcard.accounts.views import account, consents, keys, roles, set_up, sign_in, telephone

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/code/", sign_in.enter_code, name="sign-in-code"),
    path("sign-in/password/", sign_in.by_password, name="sign-in-password"),
    path("sign-in/staff/", sign_in.staff, name="sign-in-staff"),
    path("sign-in/set-up/", set_up.set_up, name="set-up"),
    path("sign-in/set-up/<str:code>/", set_up.address, name="set-up-address"),
    path("sign-in/again/", sign_in.send_again, name="send-again"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("signed-out/", sign_in.signed_out, name="signed-out"),
    path("account/", account.account, name="account"),
    path("account/everywhere/", account.everywhere, name="sign-out-everywhere"),
    path("account/password/", account.password, name="password"),
    path("account/telephone/", telephone.telephone, name="telephone"),
    path("account/telephone/code/", telephone.enter_code, name="telephone-code"),
    path("account/keys/", keys.keys, name="keys"),
    path("account/keys/end/", keys.end, name="key-end"),
    path("account/consents/", consents.consents, name="consents"),
    path("account/roles/", roles.everybody, name="roles"),
    path("account/roles/new/", roles.new, name="new-staff"),
    path("account/roles/<int:account>/", roles.one, name="role"),
]
