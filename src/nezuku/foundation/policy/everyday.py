"""Words of every working day, which nobody may put into the dictionary: they stand everywhere.

Owns the list only. A term such as 会社 would replace half of every text and teach people to
ignore the guard.
"""

from __future__ import annotations

_WORDS = """
会社 当社 弊社 御社 貴社 自社 他社 本社 支社 支店 営業所 工場 店舗 部門 部署 事業部 課 係
営業 総務 人事 経理 製造 開発 企画 広報 法務 購買 品質 管理 情報 システム 技術 研究 社長
会長 専務 常務 取締役 役員 部長 次長 課長 係長 主任 担当 担当者 責任者 社員 従業員 お客様
お客さま 顧客 取引先 得意先 仕入先 先方 相手 皆様 各位 関係者 株主 代表 代表者 案件
プロジェクト 製品 商品 サービス 業務 仕事 作業 会議 打ち合わせ 商談 面談 出張 研修 見積
見積書 請求 請求書 契約 契約書 注文 注文書 納品 納品書 発注 受注 売上 費用 予算 金額 価格
単価 数量 合計 小計 税込 税抜 消費税 円 万円 千円 百万円 件 個 名 人 年 月 日 時 今日 明日
昨日 今週 来週 先週 今月 来月 先月 今年 来年 昨年 午前 午後 本日 明後日 毎日 毎週 毎月 年度
上期 下期 四半期 期限 締切 予定 日程 日時 時間 場所 資料 書類 文書 報告 報告書 議事録 連絡
相談 確認 対応 検討 依頼 回答 質問 説明 提案 提案書 計画 目標 結果 実績 課題 問題 原因 対策
改善 方法 手順 内容 目的 理由 背景 概要 詳細 一覧 表 図 グラフ メール 電話 住所 氏名 名前
住所録 添付 添付ファイル ファイル フォルダ データ 入力 出力 印刷 画面 画像 よろしく お願い
お願いします お世話 ありがとう ございます です ます する した こと もの ため ところ とき
それ これ あれ この その あの どの ここ そこ どこ なに 何 誰 いつ なぜ はい いいえ など まで
から より ので のに けれど しかし また および または ただし なお 以上 以下 未満 以内 以外
以前 以降 前回 今回 次回 最初 最後 全体 一部 新規 既存 重要 至急 東京 大阪 名古屋 福岡 札幌
日本 海外 国内 全国 関東 関西 東日本 西日本 アメリカ 中国 日本語 英語 社内 社外 部内 社外秘
極秘 秘密 公開 非公開 その他 なし あり 未定 不明 同上 株式会社 有限会社 合同会社 合資会社
財団法人 社団法人 学校法人 医療法人 pc it ai ok ng id no url web pdf csv excel word
powerpoint mail tel fax app test sample the and for you your with from this that are was
have not new all company customer client project product service system data file page user
name date time sales team manager
"""

EVERYDAY = frozenset(_WORDS.split())
