"""The words for connecting a model: vendors, their fields, and what to do about each problem.

Owns every sentence that explains a failed try to an administrator; the codes are the engine's,
and a test holds the lists together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nezuku.bridge.engine import Probe, Problem

Text = str | Promise


@dataclass(frozen=True, slots=True)
class ProblemWords:
    """What happened, in one line, and what to do about it."""

    title: Text
    advice: Text


@dataclass(frozen=True, slots=True)
class Explained:
    """A failed try as a page tells it. `detail` is the vendor's own line, for whoever helps."""

    code: str
    title: str
    advice: str
    detail: str


@dataclass(frozen=True, slots=True)
class VendorWords:
    """How a vendor stands in the list of choices, and where its key is found."""

    title: Text
    hint: Text
    key_hint: Text


PROBLEMS: Mapping[Problem, ProblemWords] = MappingProxyType(
    {
        Problem.KEY_REFUSED: ProblemWords(
            _("APIキーが受け付けられませんでした"),
            _(
                "キーの一部が欠けているか、削除されたキーの可能性があります。"
                "提供元の画面でキーをコピーし直し、もう一度入力してください。"
            ),
        ),
        Problem.NO_PERMISSION: ProblemWords(
            _("このAPIキーには必要な権限がありません"),
            _(
                "キーは有効ですが、モデルの利用が許可されていません。"
                "提供元の画面で、キーやプロジェクトの権限と、モデルの利用申請を確認してください。"
            ),
        ),
        Problem.ADDRESS_UNKNOWN: ProblemWords(
            _("接続先が見つかりません"),
            _(
                "アドレスのつづりを確認してください。正しい場合は、このサーバーから"
                "社外の名前を調べられるか（DNS）を、ネットワークの担当者に確認してください。"
            ),
        ),
        Problem.UNREACHABLE: ProblemWords(
            _("接続先から応答がありません"),
            _(
                "モデルのサーバーが起動しているか、ポート番号が正しいか、"
                "ファイアウォールやプロキシで止められていないかを確認してください。"
            ),
        ),
        Problem.TLS: ProblemWords(
            _("安全な接続（TLS）を確立できませんでした"),
            _(
                "接続先の証明書を確認できません。社内の通信検査装置を通っている場合や、"
                "独自の証明書を使っている場合は、ネットワークの担当者に相談してください。"
            ),
        ),
        Problem.TIMED_OUT: ProblemWords(
            _("時間内に応答がありませんでした"),
            _(
                "提供元が混み合っているか、モデルの読み込みに時間がかかっています。"
                "1分ほど待ってから、もう一度お試しください。"
            ),
        ),
        Problem.NOT_OPENAI_COMPATIBLE: ProblemWords(
            _("このアドレスはAIモデルの接続先ではないようです"),
            _(
                "応答はありましたが、OpenAI互換の形式ではありません。"
                "アドレスの末尾（多くは「/v1」）まで正しく入力しているか確認してください。"
            ),
        ),
        Problem.MODEL_UNKNOWN: ProblemWords(
            _("そのモデルは見つかりません"),
            _(
                "モデル名のつづりを確認してください。Azure OpenAIではモデル名ではなく、"
                "作成したデプロイの名前を入力します。"
            ),
        ),
        Problem.MODEL_NEEDED: ProblemWords(
            _("モデル名を入力してください"),
            _(
                "この提供元ではモデルの一覧を取得できません。"
                "使いたいモデルの名前を1つ入力すると、接続を確認できます。"
            ),
        ),
        Problem.QUOTA_OR_BILLING: ProblemWords(
            _("利用枠または残高が不足しています"),
            _(
                "キーは正しく受け付けられました。提供元の画面で支払い方法と残高を確認し、"
                "チャージしてからもう一度お試しください。"
            ),
        ),
        Problem.RATE_LIMITED: ProblemWords(
            _("提供元の利用制限に達しています"),
            _("キーは正しく受け付けられました。1分ほど待ってから、もう一度お試しください。"),
        ),
        Problem.ADDRESS_FORBIDDEN: ProblemWords(
            _("このアドレスには接続できません"),
            _(
                "「https://」から始まる接続先のアドレスを入力してください。"
                "ユーザー名やパスワード、「?」以降の文字は含められません。"
            ),
        ),
        Problem.REQUEST_REFUSED: ProblemWords(
            _("提供元がリクエストを受け付けませんでした"),
            _(
                "チャットに対応していないモデルの可能性があります。別のモデルを選んでください。"
                "続く場合は、下の「提供元からの返答」を確認してください。"
            ),
        ),
        Problem.SERVER_ERROR: ProblemWords(
            _("提供元で問題が起きています"),
            _(
                "入力した内容に誤りはありません。しばらく待ってから、もう一度お試しください。"
                "続く場合は、提供元の稼働状況を確認してください。"
            ),
        ),
    }
)

#: Finer words where the reason of the try is known.
REASONS: Mapping[tuple[Problem, str], ProblemWords] = MappingProxyType(
    {
        (Problem.ADDRESS_FORBIDDEN, "private"): ProblemWords(
            _("社内のアドレスへの接続が許可されていません"),
            _(
                "安全のため、社内のサーバーには許可したものだけに接続します。サーバーの環境変数 "
                "NEZUKU_LOCAL_MODELS に「ホスト名:ポート番号」を追加し、"
                "Nezukuを再起動してください。"
            ),
        ),
        (Problem.ADDRESS_FORBIDDEN, "plain_http"): ProblemWords(
            _("暗号化されない接続は使えません"),
            _(
                "社外の接続先には「https://」から始まるアドレスが必要です。"
                "社内のサーバーの場合は、環境変数 NEZUKU_LOCAL_MODELS に追加してください。"
            ),
        ),
    }
)

VENDORS: Mapping[str, VendorWords] = MappingProxyType(
    {
        "openai": VendorWords(
            "OpenAI",
            _("GPTのAPIを直接契約している場合"),
            _("platform.openai.com の「Settings」→「API keys」で作成できます。"),
        ),
        "azure": VendorWords(
            "Azure OpenAI",
            _("Microsoft Azureで契約している場合"),
            _("Azure portal のリソースの「キーとエンドポイント」にあります。"),
        ),
        "gemini": VendorWords(
            "Google Gemini",
            _("Google AI StudioのAPIを使う場合"),
            _("Google AI Studio の「Get API key」で作成できます。"),
        ),
        "claude": VendorWords(
            "Anthropic Claude",
            _("ClaudeのAPIを直接契約している場合"),
            _("Claude Console の「API keys」で作成できます。"),
        ),
        "bedrock": VendorWords(
            "Amazon Bedrock",
            _("AWSで契約している場合"),
            _("AWSコンソールの Amazon Bedrock →「API keys」で作成できます。"),
        ),
        "compatible": VendorWords(
            _("OpenAI互換のサーバー"),
            _("社内のvLLMなど、ほかのサービスやサーバーに接続する場合"),
            _("サーバーがキーを必要としない場合は空欄にします。"),
        ),
    }
)

_LOCAL = VendorWords("", _("このサーバーの中で動いているモデル"), _("通常は空欄でかまいません。"))


def vendor_words(preset_id: str, label: str) -> VendorWords:
    """The words for a preset; local servers go by their own name."""
    return VENDORS.get(preset_id) or VendorWords(label, _LOCAL.hint, _LOCAL.key_hint)


def explain(probe: Probe, *, key: str = "") -> Explained:
    """A failed try in the active language; the key, should the vendor repeat it, is taken out."""
    problem = probe.problem or Problem.SERVER_ERROR
    words = REASONS.get((problem, probe.reason), PROBLEMS[problem])
    detail = probe.detail.replace(key, "…") if key else probe.detail
    return Explained(problem, str(words.title), str(words.advice), detail)


def explain_code(code: str) -> Explained:
    """The words for a problem that was noted earlier; an unknown code is a vendor's trouble."""
    known = next((problem for problem in Problem if problem == code), Problem.SERVER_ERROR)
    return explain(Probe(ok=False, problem=known))
