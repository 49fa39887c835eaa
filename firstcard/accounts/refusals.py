"""What signing in refuses, in words that tell nobody whether an account exists."""

from firstcard.core.refusals import Conflict, Invalid, NotAllowed
from firstcard.policy.format import Text


class WrongTelephone(Invalid):
    """What was typed cannot be a telephone number."""

    code = "wrong-telephone"

    def __init__(self) -> None:
        text = Text(
            "Enter a mobile number with 11 digits, for example 138 0000 0001. A number "
            "from outside the mainland begins with + and the country's code.",
            "请填写11位手机号码，例如138 0000 0001。内地以外的号码请以“+”和国家或地区代码开头。",
        )
        super().__init__(text, fields={"telephone": text})


class TelephoneTaken(Conflict):
    """Another account has this number; whoever asks has shown that it is theirs."""

    code = "telephone-taken"

    def __init__(self) -> None:
        text = Text("This number has an account of its own. Sign out, and sign in with it.",
                    "该手机号码已有账户。请先退出，再用该号码登录。")  # fmt: skip
        super().__init__(text, fields={"code": text})


class WrongCode(Invalid):
    """The code is not the one that was sent; there are tries left."""

    code = "wrong-code"

    def __init__(self) -> None:
        text = Text(
            "The code is not right. Check the message and enter its six digits.",
            "验证码不正确，请核对短信后填写6位数字。",
        )
        super().__init__(text, fields={"code": text})


class CodeOver(Invalid):
    """No code waits any more: too old, used, or tried too often."""

    code = "code-over"

    def __init__(self) -> None:
        text = Text(
            "This code is no longer valid. Ask for a new one.", "验证码已失效，请重新获取。"
        )
        super().__init__(text, fields={"code": text})


class WrongSignIn(Invalid):
    """Telephone or name, password and code do not fit together. Which one, nobody is told."""

    code = "wrong-sign-in"

    def __init__(self, *, staff: bool = False) -> None:
        if staff:
            text = Text(
                "Name, password and code do not match. Check all three, and use a code that you "
                "have not used yet.",
                "账号、密码和动态码不匹配。请逐项核对，并使用尚未用过的动态码。",
            )
        else:
            text = Text(
                "Telephone and password do not match. Check both, or sign in with a code.",
                "手机号码和密码不匹配。请核对，或改用验证码登录。",
            )
        super().__init__(text, fields={"password": text})


class WeakPassword(Invalid):
    """A password that is too short, too long or too well known."""

    code = "weak-password"

    def __init__(self, text: Text) -> None:
        super().__init__(text, fields={"password": text})


class NotByYourself(NotAllowed):
    """Nobody grants a role to himself, or ends his own."""

    code = "not-by-yourself"

    def __init__(self) -> None:
        super().__init__(
            Text(
                "You cannot change your own roles. Another administrator must.",
                "不能变更自己的角色，请由其他管理员办理。",
            )
        )


class RolesDoNotGoTogether(Invalid):
    """One account may not hold both."""

    code = "roles-do-not-go-together"

    def __init__(self) -> None:
        text = Text(
            "Administrators and auditors hold no other role: who manages accounts or "
            "checks the record decides nothing. Use another account.",
            "管理员和审计员不得兼任其他角色：管账号、查记录的人不办理业务。请另设账号。",
        )
        super().__init__(text, fields={"role": text})


class OnlyDemo(NotAllowed):
    """Demo accounts exist in demo mode only."""

    code = "only-demo"

    def __init__(self) -> None:
        super().__init__(
            Text("Demo accounts exist in demo mode only.", "演示账号只存在于演示模式。")
        )
