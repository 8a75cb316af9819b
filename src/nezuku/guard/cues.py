"""Words without which a pattern cannot match, all looked for in one pass over the text.

Owns those words, in groups named after what needs them. A group must hold, in lower case, a
piece of everything that its pattern can match, for the patterns run only where one stands: a
pattern that learns a new word has to have it here too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import ahocorasick_rs

GROUPS: Mapping[str, str] = {
    "prefecture": (
        "北海道 東京都 京都府 大阪府 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 "
        "栃木県 群馬県 埼玉県 千葉県 神奈川県 新潟県 富山県 石川県 福井県 山梨県 長野県 "
        "岐阜県 静岡県 愛知県 三重県 滋賀県 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 "
        "広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 "
        "宮崎県 鹿児島県 沖縄県"
    ),
    "address_label": (
        "住所 所在地 届け先 届先 送付先 納入先 納品先 配送先 勤務先 本籍 居所 居住地 "
        "宛先 転居先 引っ越し先 引越先 本店 address addr じゅうしょ"
    ),
    "person_label": (
        "氏名 名前 担当 申込者 申請者 契約者 貸主 借主 売主 買主 連帯保証人 保証人 名義 "
        "代表者 責任者 受取人 依頼者 発注者 相談者 患者 対象者 評価者 被評価者 面接官 "
        "応募者 候補者 紹介者 承認 確認 作成 起案 検印 決裁 記入者 記録 報告者 対応者 "
        "運転者 寄附者 届出人 世帯主 配偶者 保護者 生徒 講師 司会 幹事 主治医 予約名 "
        "宛名 差出人 宛先 送信者 参加者 出席 欠席 フリガナ ふりがな カナ name contact "
        "attn from to cc manager customer"
    ),
    "legal_form": (
        "株式会社 有限会社 合同会社 合資会社 合名会社 相互会社 (株) (有) (同) (資) (名) "
        "(社) (財) (医) (学) (福) (独) (特非) 一般社団法人 一般財団法人 公益社団法人 "
        "公益財団法人 社団法人 財団法人 医療法人 学校法人 社会福祉法人 "
        "特定非営利活動法人 npo法人 独立行政法人 国立大学法人 宗教法人 税理士法人 "
        "弁護士法人 監査法人 農業協同組合 協同組合"
    ),
    "latin_form": "inc ltd llc l.l.c corp company k.k gmbh plc s.a. holdings group",
    "unit": (
        "営業 経理 総務 人事 開発 技術 製造 企画 広報 法務 購買 品質 物流 業務 管理 "
        "財務 情シス 設計 工務 資材"
    ),
    "letter": (
        "regards sincerely thank cheers yours\ttruly best\twishes dear hi hello "
        "my\tname\tis this\tis signed\tby mr ms dr"
    ),
    "marking": (
        "極秘 厳秘 機密文書 取締役会限り 役員限り top\tsecret strictly\tconfidential "
        "社外秘 部外秘 マル秘 ㊙ (秘) 【秘】 〔秘〕 関係者限り 社内限り 取扱注意 "
        "取り扱い注意 持出禁止 持ち出し禁止 複製禁止 転送禁止 未公開 未発表 公表前 "
        "秘密保持契約 nda confidential internal\tuse\tonly do\tnot\tdistribute"
    ),
    "health": (
        "病歴 既往歴 診断書 診断名 健診結果 検査結果 服薬 処方 入院 通院 休職 うつ病 "
        "適応障害 がんと診断 障害者手帳 障害等級 要介護 妊娠 カルテ 主治医 と診断 "
        "高血圧 糖尿病 持病 難病 手術歴 精神疾患 発達障害 ストレスチェックの結果 犯罪歴 "
        "前科 逮捕歴 信条 宗教 人種 国籍差別 被害届"
    ),
    "personnel": (
        "人事評価 評価コメント 査定 懲戒 降格 昇格候補 解雇 退職勧奨 内示 異動案 "
        "リストラ 面談記録 始末書"
    ),
    "password": (
        "パスワ ぱすわーど 暗証番号 パスコード パスフレーズ 合言葉 合い言葉 pass pwd pw pin"
    ),
    "secret": (
        "secret token key auth credential srt access session cookie bearer signature "
        "シークレット トークン 秘密鍵 キー"
    ),
    "bearer": "bearer basic",
    "connection": "password= pwd= accountkey= sharedaccesskey=",
    "service": "キー トークン シークレット slack github token secret api credential 通知",
    "pair": "admin root user guest demo operator sa test",
    "currency": "円 圓 ドル ユーロ 元 ウォン ¥ $ € £ \\ usd jpy eur gbp cny yen dollars",
    "sum": "万 億 基本給 支給額 手当 控除 給与額 請求額 金額 合計 残高 報酬 賃金",
    "at": "@ アット あっと \tat\t (at [at <at {at (\tat [\tat <\tat {\tat",
    "latin_title": "さん 様 さま 氏 くん 先生",
    "name_field": "last first family given sei mei 姓 名",
}


def _words() -> dict[str, tuple[str, ...]]:
    """Give each word with its groups; a tab in the table stands for a space."""
    groups: dict[str, list[str]] = defaultdict(list)
    for group, line in GROUPS.items():
        for word in line.split(" "):
            groups[word.replace("\t", " ")].append(group)
    return {word: tuple(of) for word, of in groups.items() if word}


_GROUPS_OF = _words()
_OF = tuple(_GROUPS_OF.values())
_MATCHER = ahocorasick_rs.AhoCorasick(
    tuple(_GROUPS_OF), implementation=ahocorasick_rs.Implementation.DFA
)


def find_cues(lower: str) -> Mapping[str, Sequence[int]]:
    """Give for each group that stands in a folded, lower-cased text its places, in order."""
    found: dict[str, list[int]] = defaultdict(list)
    for index, start, _end in _MATCHER.find_matches_as_indexes(lower, overlapping=True):
        for group in _OF[index]:
            found[group].append(start)
    for places in found.values():
        if len(places) > 1:
            places.sort()
    return found
