"""Invent people, companies and places for training prompts. Nobody here exists.

Common family and given names are listed by hand; rare ones, readings and places come from the
lists that ``lexicon.py`` writes.
"""

from __future__ import annotations

import random
import re

SURNAMES = """佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 山崎 森 池田 橋本 阿部 石川 山下 中島 石井 小川
前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 斉藤 福田 太田 西村 藤井 金子 岡本 藤原 三浦 中野 中川 原田 松田 竹内 小野 田村 中山 和田 石田 森田 上田 原 内田 柴田 酒井 宮崎
横山 高木 安藤 宮本 大野 小島 谷口 工藤 今井 高田 増田 丸山 杉山 村田 大塚 新井 小山 平野 藤本 河野 上野 野口 武田 松井 千葉 菅原 岩崎 久保 木下 佐野 野村 松尾 市川 菊地 杉本 古川 大西
島田 水野 桜井 高野 渡部 吉川 山内 西田 飯田 菊池 西川 小松 北村 安田 五十嵐 川口 平田 関 中田 久保田 服部 東 岩田 土屋 川崎 福島 本田 辻 樋口 秋山 田口 永井 山中 中西 吉村 川上 石原 大橋 松岡
馬場 浜田 森本 星野 矢野 浅野 大久保 吉岡 松下 小池 野田 荒木 熊谷 松浦 大谷 内藤 黒田 尾崎 永田 川村 望月 松村 田辺 荒井 堀 大島 平井 早川 菅野 栗原 広瀬 西 片山 本間 関口 須藤 岡 岡崎 横田
萩原 片岡 成田 南 北 堤 泉 谷 畑 平 森岡 城 港 岸 島 桂 柳 梶 金 張 王 李 趙 朴 劉 陳 三宅 八木 二宮 一戸 九条 四方 五味 六車 七海 十河 百瀬 千田 万代 円谷 東海林 小鳥遊 勅使河原""".split()
GIVEN = """太郎 一郎 健 健太 翔太 大輔 拓也 直樹 誠 隆 浩 修 豊 勝 清 実 進 茂 学 亮 翼 蓮 陽翔 悠真 湊 樹 大和 蒼 律 新 颯太 悠斗 陸 隼人 雄大 和也 達也 哲也 裕介 祐樹 康平 純一 慎一 賢治 正人 秀樹 博之 智也 俊介 和彦 義雄 幸雄 昭 弘 明 稔
花子 美咲 陽子 恵子 幸子 和子 久美子 由美子 明美 真由美 智子 裕子 直美 愛 彩 舞 葵 結衣 陽菜 凛 さくら 莉子 美優 七海 遥 千尋 真央 美穂 恵 香織 麻衣 理恵 優子 綾 奈々 純子 京子 典子 節子 文子 ひろみ あかね めぐみ まゆみ ゆい
光 薫 忍 望 歩 千秋 真琴 和 平 文 司 駿 宰 梢 泉 操 渚 翠 潤 聡 渉 淳 剛 徹 毅 創 護""".split()
FOREIGN = """ジョン・スミス マイケル・ジョンソン エミリー・ブラウン グエン・ヴァン・アン トラン・ティ・ホア マリア・サントス ホセ・ガルシア アンナ・シュミット ラジェシュ・クマール アリ・ハッサン ソフィア・ロッシ ピエール・デュポン ダニエル・キム リー・ウェイ チャン・ミンファ レ・ティ・ラン ファム・クアン・ハイ ジョセフ・サントス プラティーク・シャルマ""".split()
FOREIGN_SHORT = "スミス ジョンソン グエン トラン マリア クマール ハッサン ガルシア チャン キム ダニエル エミリー ホア マイケル ファム ソン ミン".split()
FOREIGN_LATIN = """John Smith|Emily Brown|Michael Chen|Sarah Johnson|David Lee|Maria Garcia|Anna Schmidt|Kevin Nguyen|Raj Patel|Olivia Martin|Tom Baker|James Wilson|Laura Rossi|Peter Novak|Wei Zhang""".split("|")
CHINESE = ("王 李 張 劉 陳 楊 趙 黄 周 呉 金 朴 崔 鄭 姜 尹 林 徐 孫 馬".split(), "偉 芳 娜 敏 静 強 磊 軍 洋 勇 艶 傑 娟 涛 超 明 霞 平 剛 桂英 志強 秀英 建国 民俊 志勲 智恩 秀賢 東旭 美玲 海峰 暁東 浩然".split())
INDUSTRY = """商事 商会 物産 産業 工業 電機 電子 機械 製作所 製造 建設 工務店 不動産 運輸 物流 倉庫 食品 水産 農園 酒造 製菓 薬品 製薬 化学 化成 樹脂 金属 鋼業 硝子 印刷 出版 書房 広告 企画 デザイン システム システムズ ソフト ソフトウェア テック テクノロジー テクノロジーズ ネットワーク ネット 通信 情報 データ ソリューションズ ソリューション コンサルティング パートナーズ ホールディングス グループ リース 保険 証券 銀行 信用金庫 信託 総研 研究所 ラボ 設計事務所 法律事務所 会計事務所 税理士法人 人材 スタッフ サービス メンテナンス エンジニアリング エナジー 電力 ガス 石油 自動車 モータース 交通 観光 トラベル ホテル 旅館 フーズ ベーカリー カフェ 百貨店 ストア マート 薬局 クリニック 介護センター 興業 紙業 繊維 アパレル 家具 住宅 ハウス ホーム リフォーム 警備 清掃 環境 造園 鉄工所 精機 計器 光学 医療機器 セラミックス""".split()
CORE = """青葉 みどり 若葉 東和 大和 三栄 日東 太陽 昭和 協和 共栄 栄光 光洋 東洋 西日本 北斗 南海 富士 桜 さくら ひかり のぞみ あかつき こだま 明星 平和 新和 旭 丸和 丸善 山河 大地 海洋 宝 寿 鶴亀 八千代 千歳 常盤 桔梗 楓 つばさ はやぶさ 未来 みらい アルファ ベータ オメガ サンライト スカイ ブルー レッド グリーンライフ ネオ メディア デジタル クラウド スマート アーバン セントラル ユニバーサル グローバル パシフィック アジア オリエント エース トップ フロント リンク コネクト ブリッジ アーク ルミナ ステラ ソラ テラ アクア ノヴァ ハーモニー フェニックス ライジング オリオン ペガサス ミズキ カエデ 東京 大阪 九州 北海 信州 瀬戸内 京浜 湘南 武蔵野 相模 尾張 近江 播磨""".split()
FORMS = ["株式会社"] * 8 + ["(株)", "㈱", "（株）", "有限会社", "合同会社", "㈲", "一般社団法人", "公益財団法人", "医療法人社団", "学校法人", "社会福祉法人", "NPO法人", "合資会社", "国立大学法人"]
LATIN_ORG = "Acme Northwind Bluefield Zenith Orbit Nimbus Vertex Lumina Kestrel Harbor Summit Pioneer Quantum Aurora".split()
LATIN_TAIL = ["Inc.", "Co., Ltd.", "LLC", "Ltd", "Corporation", "Holdings", "Technologies", "Systems", "Partners", "Japan", "Group", "K.K."]
PUBLIC = """大学 高等学校 中学校 小学校 市役所 区役所 病院 総合病院 医療センター 図書館 美術館 警察署 消防署 税務署 法務局 労働基準監督署 商工会議所 保育園 幼稚園 医院 歯科医院 クリニック 県庁 県警 地方裁判所 協会 連盟 組合 財団""".split()
KNOWN_ORG = "気象庁 国税庁 総務省 経済産業省 厚生労働省 財務省 日本銀行 文部科学省 国土交通省 金融庁 警察庁 最高裁判所 国会 NHK 国連 内閣府 デジタル庁 農林水産省 外務省 環境省 消費者庁".split()
PREFECTURES = "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県".split()
CITIES = "札幌市 仙台市 さいたま市 千葉市 横浜市 川崎市 相模原市 新潟市 静岡市 浜松市 名古屋市 京都市 大阪市 堺市 神戸市 岡山市 広島市 北九州市 福岡市 熊本市 渋谷区 新宿区 港区 千代田区 世田谷区 品川区 墨田区 豊島区 中野区 杉並区 金沢市 長野市 松本市 高松市 松山市 高知市 那覇市 鹿児島市 宇都宮市 前橋市 八王子市 船橋市 姫路市 倉敷市 つくば市 旭川市 函館市".split()
AREAS = "東京 大阪 名古屋 福岡 札幌 仙台 横浜 神戸 京都 広島 新宿 渋谷 池袋 品川 梅田 難波 博多 秋葉原 六本木 丸の内 銀座 大手町 関東 関西 九州 東北 北海道 四国 中国地方 東海 首都圏 沖縄 日本 アメリカ 中国 韓国 台湾 ベトナム タイ インド ドイツ フランス イギリス シンガポール インドネシア マレーシア フィリピン ニューヨーク ロンドン 上海 北京 ソウル バンコク ハノイ 米国 英国 欧州 アジア".split()
_ROMAJI = dict(zip("アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴ", "a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo ra ri ru re ro wa o n ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa pi pu pe po vu".split(), strict=True))
KANJI = re.compile(r"[一-龠々ヶ]{1,4}")


def romaji(kana: str) -> str:
    """Write katakana in Hepburn, without long marks."""
    out = ""
    i = 0
    while i < len(kana):
        char = kana[i]
        follow = kana[i + 1] if i + 1 < len(kana) else ""
        if char == "ッ":
            follow_r = _ROMAJI.get(follow, "")
            out += "t" if follow_r.startswith("ch") else follow_r[:1]
        elif follow in "ャュョ" and follow:
            stem = _ROMAJI.get(char, "")[:-1]
            vowel = {"ャ": "a", "ュ": "u", "ョ": "o"}[follow]
            out += stem + ("" if stem.endswith(("sh", "ch", "j")) else "y") + vowel
            i += 1
        elif char != "ー":
            out += _ROMAJI.get(char, "")
        i += 1
    return out


class Cast:
    """Draw invented people, companies and places from one random source."""

    def __init__(self, rng: random.Random, lists: dict[str, dict[str, list[str]]]) -> None:
        self.rng = rng
        self.lists = lists
        self.rare_surnames = [w for w in lists["surname"] if KANJI.fullmatch(w) and len(w) <= 3]
        self.rare_given = [w for w in lists["given"] if KANJI.fullmatch(w) and len(w) <= 3]
        self.kana_given = [w for w in lists["given"] if re.fullmatch(r"[ぁ-ん]{2,4}", w)]
        self.proper = [w for w in lists["proper"] if 2 <= len(w) <= 6 and not w.endswith(("駅", "線", "号")) and not w.isdigit()]
        self.foreign = [w for key in ("person", "given") for w in lists[key] if re.fullmatch(r"[ァ-ヶー]{2,7}", w)]
        self.spots = [w for w in lists["place"] if 2 <= len(w) <= 6 and re.fullmatch(r"[一-龠々ヶ]{2,5}|[ァ-ヶー]{3,6}", w)]
        self.places = [w for w in lists["place"] if re.fullmatch(r"[一-龠々ヶの]{2,4}", w)]

    def pair(self) -> tuple[str, str, str, str]:
        """Draw a Japanese person: family and given name, and both in katakana."""
        rng = self.rng
        family = rng.choice(SURNAMES if rng.random() < 0.6 else self.rare_surnames)
        roll = rng.random()
        given = rng.choice(GIVEN if roll < 0.45 else self.rare_given if roll < 0.93 else self.kana_given)
        kana = rng.choice(self.lists["surname"].get(family) or ["サトウ"])
        kana_given = rng.choice(self.lists["given"].get(given) or ["タロウ"])
        return family, given, kana, kana_given

    def outsider(self) -> str:
        """Draw a foreign person in katakana, from the dictionary's names."""
        rng = self.rng
        parts = [rng.choice(self.foreign) for _ in range(rng.choice([1, 2, 2, 2, 2, 3]))]
        return rng.choice(["・", "・", "・", "・", "＝", " "]).join(parts)

    def another(self, kind: str, old: str) -> str:
        """Draw a name of a kind to stand where ``old`` stood in a sentence."""
        rng = self.rng
        if kind == "PERSON":
            if re.search(r"[ァ-ヶ]", old):
                return self.outsider()
            family, given, _, _ = self.pair()
            if len(old) <= 2:
                return rng.choice([family, given])
            return family + rng.choice(["", "", "", " "]) * (" " in old) + given
        if kind == "LOC":
            return rng.choice(self.spots) if rng.random() < 0.6 else self.place()
        return self.org()

    def org(self) -> str:
        """Draw a company or another body, written in one of the usual ways."""
        rng = self.rng
        roll = rng.random()
        if roll < 0.07:
            return f"{rng.choice(LATIN_ORG)} {rng.choice(LATIN_TAIL)}"
        if roll < 0.13:
            return rng.choice(AREAS[:30] + SURNAMES[:60]) + rng.choice(PUBLIC)
        if roll < 0.16:
            return rng.choice(CITIES) + rng.choice(["立", ""]) + rng.choice(PUBLIC)
        if roll < 0.19:
            return rng.choice(KNOWN_ORG)
        core = self.core()
        tail = rng.choice(INDUSTRY) if rng.random() < 0.85 else ""
        name = core + tail
        roll = rng.random()
        if roll < 0.35:
            gap = rng.choice(["", "", "", " ", "\u3000"])
            return rng.choice(FORMS) + gap + name
        if roll < 0.6:
            return name + rng.choice(FORMS[:12])
        if tail or rng.random() < 0.3:
            return name
        return name + rng.choice(INDUSTRY)

    def core(self) -> str:
        """Draw the heart of a company name."""
        rng = self.rng
        roll = rng.random()
        if roll < 0.45:
            return rng.choice(CORE)
        if roll < 0.6:
            return rng.choice(SURNAMES)
        if roll < 0.7:
            return rng.choice(self.places)
        if roll < 0.9:
            return rng.choice(self.proper)
        return "".join(rng.choice("ABCDEFGHJKMNPRSTVWYZ") for _ in range(rng.choice([2, 3, 3])))

    def place(self) -> str:
        """Draw a place that is no address."""
        rng = self.rng
        roll = rng.random()
        if roll < 0.4:
            return rng.choice(AREAS)
        if roll < 0.6:
            return rng.choice(PREFECTURES)
        if roll < 0.85:
            return rng.choice(CITIES)
        return rng.choice(PREFECTURES) + rng.choice(CITIES[:20])

    def address(self) -> str:
        """Draw an address (a label of its own: the model does not learn from it)."""
        rng = self.rng
        number = rng.choice(["{}-{}-{}", "{}丁目{}番{}号", "{}丁目{}-{}", "{}－{}－{}"]).format(*(rng.randint(1, 30) for _ in range(3)))
        room = rng.choice(["", "", f" {self.core()}ビル{rng.randint(1, 9)}F", f" コーポ{self.core()}{rng.randint(101, 909)}"])
        return rng.choice(PREFECTURES + [""] * 20) + rng.choice(CITIES) + rng.choice(self.places) + number + room
