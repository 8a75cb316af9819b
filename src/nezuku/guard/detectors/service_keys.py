"""Keys and tokens that carry the mark of their service. Owns the formats, from the services'
own documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nezuku.guard.detectors.entropy import entropy, stands_in
from nezuku.guard.findings import Candidate
from nezuku.guard.page import Page

_W = r"\-A-Za-z0-9_"
#: service, pattern, least entropy of the match
_FORMATS: tuple[tuple[str, str, float], ...] = (
    ("AWS", r"(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9]|AROA|AIDA)[A-Z2-7]{16}", 2.5),
    ("AWS Bedrock", r"ABSK[A-Za-z0-9+/]{60,300}={0,2}", 3.0),
    ("GitHub", r"gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{60,255}", 2.8),
    (
        "GitLab",
        (
            rf"gl(?:pat|ptt|rt|cbt|dt|ft|soat|imt|agent|ffct|oas)-[{_W}.]{{16,64}}|"
            rf"GR1348941[{_W}]{{20}}"
        ),
        2.8,
    ),
    (
        "Slack",
        (
            r"xox[abeoprs]-(?:[0-9]{6,}-[A-Za-z0-9-]{10,}|[0-9]-[A-Za-z0-9-]{20,})|"
            r"xapp-[0-9]-[A-Z0-9]+-[0-9]+-[a-z0-9]{20,}|xoxe\.xox[bp]-[0-9]-[A-Za-z0-9]{100,}"
        ),
        2.8,
    ),
    (
        "Slack webhook",
        (
            r"(?:https?://)?hooks\.slack\.com/(?:services|"
            r"workflows|triggers)/[A-Za-z0-9+/]{30,80}"
        ),
        3.0,
    ),
    (
        "Teams webhook",
        (
            r"https://[a-z0-9-]{2,40}\.webhook\.office"
            r"\.com/webhookb2/[A-Za-z0-9@/-]{60,200}"
        ),
        3.0,
    ),
    (
        "Discord",
        (
            r"https://(?:ptb\.|canary\.)?discord(?:app)?\.com/api/webhooks/[0-9]{15,22}/[A-Za-z0-9"
            r"_-]{50,90}|[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}"
        ),
        3.5,
    ),
    (
        "Stripe",
        (
            r"(?:sk|rk|pk)_(?:test|live|"
            r"prod)_[A-Za-z0-9]{10,120}|"
            r"whsec_[A-Za-z0-9+/=]{24,80}"
        ),
        2.8,
    ),
    (
        "Google",
        (
            rf"AIza[{_W}]{{35}}|GOCSPX-[{_W}]{{28}}|"
            rf"ya29\.[{_W}]{{30,250}}|1//0[{_W}]{{40,150"
            rf"}}"
        ),
        3.0,
    ),
    (
        "OpenAI",
        (
            rf"sk-(?:proj|svcacct|admin|None)-[{_W}]{{20,200}}|sk-[A-Za-z0-9]{{20}}T3BlbkFJ[A-Za-z0"
            rf"-9]{{20}}|sk-[A-Za-z0-9]{{40,64}}|sess-[A-Za-z0-9]{{40}}"
        ),
        3.0,
    ),
    ("Anthropic", rf"sk-ant-(?:api|admin|sid|oat)[0-9]{{2}}-[{_W}]{{60,150}}", 3.0),
    (
        "model services",
        (
            rf"(?:gsk_|xai-|pplx-|r8_|fw_|tgp_v1_|sk-or-v1-|csk-|nvapi-|hf_|api_org_|jina_|voyage-|"
            rf"pa-|co_|lsv2_(?:pt|sk)_|esecret_|AIzaSy)[{_W}]{{26,150}}"
        ),
        3.2,
    ),
    ("npm", r"npm_[A-Za-z0-9]{36}", 2.8),
    ("PyPI", rf"pypi-AgE[{_W}]{{50,1000}}|pypi-AgENdGVzdC5weXBpLm9yZw[{_W}]{{50,1000}}", 3.0),
    ("RubyGems", r"rubygems_[a-f0-9]{48}", 3.0),
    ("Docker", rf"dckr_(?:pat|oat)_[{_W}]{{20,60}}", 3.0),
    ("SendGrid", rf"SG\.[{_W}]{{16,32}}\.[{_W}]{{32,64}}", 3.0),
    ("Mailgun", r"(?:key|pubkey)-[a-f0-9]{32}", 3.0),
    ("Mailchimp", r"[a-f0-9]{32}-us[0-9]{1,2}", 3.0),
    ("Brevo", r"xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}|xsmtpsib-[a-f0-9]{64}-[A-Za-z0-9]{16}", 3.0),
    ("Twilio", r"(?:SK|AC)[0-9a-f]{32}", 3.0),
    ("Telegram", rf"[0-9]{{8,10}}:AA[{_W}]{{32,34}}", 3.0),
    ("Azure AD", r"[A-Za-z0-9_~.\-]{3}[0-9]Q~[A-Za-z0-9_~.\-]{31,34}", 3.2),
    (
        "Azure",
        (
            r"AccountKey=[A-Za-z0-9+/]{40,100}={0,2}|SharedAccessKey=[A-Za-z0-9+/]{40,60}={0,2}|"
            r"[?&]sig=[A-Za-z0-9%+/]{40,80}"
        ),
        3.0,
    ),
    ("DigitalOcean", r"do[opr]_v1_[a-f0-9]{64}", 3.0),
    ("Heroku", rf"HRKU-[{_W}]{{30,80}}", 3.0),
    ("Shopify", r"shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}", 3.0),
    ("Square", rf"sq0(?:atp|csp)-[{_W}]{{22,60}}|EAAA[{_W}]{{60}}", 3.0),
    ("PayPal", r"access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}", 3.0),
    ("Databricks", r"dapi[a-f0-9]{32}(?:-[0-9])?", 3.0),
    ("Grafana", r"gl(?:c|sa)_[A-Za-z0-9+/_=]{32,400}|eyJrIjoi[A-Za-z0-9+/]{70,400}={0,3}", 3.0),
    ("Linear", r"lin_(?:api|oauth)_[A-Za-z0-9]{32,64}", 3.0),
    ("Notion", r"ntn_[0-9]{11}[A-Za-z0-9]{35}|secret_[A-Za-z0-9]{43}", 3.2),
    ("Postman", r"PMAK-[a-f0-9]{24}-[a-f0-9]{34}", 3.0),
    (
        "Atlassian",
        (
            rf"ATATT3[{_W}=]{{60,300}}|ATCTT3[{_W}=]{{60,300}}|ATBB[A-Za-z0-9]{{24,60}}|"
            rf"BBDC-[A-Za-z0-9+/]{{40,60}}"
        ),
        3.2,
    ),
    ("Dropbox", rf"sl\.(?:u\.)?[{_W}]{{100,1500}}", 3.0),
    ("Doppler", r"dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9._]{40,80}", 3.0),
    (
        "Vault",
        (
            rf"hv[bsr]\.[{_W}]{{60,400}}|s\.(?=[A-Za-z]*[0"
            rf"-9])(?=[A-Z0-9]*[a-z])[A-Za-z0-9]{{24}}"
        ),
        3.3,
    ),
    ("Terraform", rf"[A-Za-z0-9]{{14}}\.atlasv1\.[{_W}=]{{60,70}}", 3.3),
    ("Pulumi", r"pul-[a-f0-9]{40}", 3.0),
    ("New Relic", r"NR(?:AK|II|JS|BR)-[A-Za-z0-9_-]{19,36}|NRAL?-[A-Z0-9]{27}", 3.0),
    ("Sentry", r"sntry[su]_[A-Za-z0-9+/=_]{40,400}", 3.0),
    ("Dynatrace", r"dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}", 3.0),
    ("PlanetScale", rf"pscale_(?:tkn|pw|oauth)_[{_W}.=]{{32,64}}", 3.0),
    ("Supabase", r"sbp_[a-f0-9]{40}|sb_secret_[A-Za-z0-9_-]{20,60}", 3.0),
    ("Fly", rf"fo1_[{_W}]{{43}}|fm[12][ar]?_[A-Za-z0-9+/=,]{{60,1000}}", 3.0),
    ("Cloudflare", r"v1\.0-[a-f0-9]{24}-[a-f0-9]{146}", 3.0),
    ("Alibaba", r"LTAI[A-Za-z0-9]{16,24}", 3.0),
    ("Tencent", r"AKID[A-Za-z0-9]{32}", 3.2),
    ("Artifactory", r"AKC[A-Za-z0-9]{60,80}|cmVmdGtu[A-Za-z0-9]{50,64}", 3.3),
    ("Facebook", rf"EAA[MC][A-Za-z0-9]{{60,300}}|[0-9]{{13,17}}\|[{_W}]{{24,28}}", 3.2),
    ("Airtable", r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}", 3.2),
    (
        "1Password",
        (
            r"ops_eyJ[A-Za-z0-9+/]{200,1500}={0,3}|A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|"
            r"[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}"
        ),
        3.2,
    ),
    ("age", r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}", 3.0),
    (
        "Duffel and others",
        (
            rf"(?:duffel_(?:test|live)_|EZ[AT]K|flb_live_|FLW(?:PUB|SEC)K?_TEST-|FLWSECK-|FRA?-|"
            rf"frm_|ico-|rdme_|shippo_(?:live|test)_|sm_|tfp_|v2\.local\.|sgp_|sgd_|sgw_|sls_|"
            rf"CCIPAT_|cf_|phc_|phx_|prefect_|pnu_|pdl_(?:live|sdbx)_apikey_|pmak-|rnd_|oy2|snyk_|"
            rf"sntrys_|squ_|sqp_|scw_|ubdc_|yo_|zpka_|LSK|nfp_|vercel_|vck_|xnd_)[{_W}.]{{24,300}}"
        ),
        3.5,
    ),
    (
        "JSON Web Token",
        (
            r"ey[A-Za-z0-9_-]{14,}\.ey[A-Za-z0-9_/+\\-]{"
            r"14,}\.(?:[A-Za-z0-9_/+\\-]{10,}={0,2})?"
        ),
        3.0,
    ),
)
_PATTERN = re.compile(
    r"(?<![A-Za-z0-9_])(?:"
    + "|".join(f"(?P<f{i}>{p})" for i, (_, p, _e) in enumerate(_FORMATS))
    + r")(?![A-Za-z0-9])"
)
#: Only stretches this long can hold a key: the formats are tried nowhere else.
_TOKEN = re.compile(r"[A-Za-z0-9+/=_.~:|$?&@%,\\-]{18,}")
_LOOSE = frozenset({"model services", "Duffel and others"})
_FILE = re.compile(r"\.(?:png|jpe?g|gif|svg|ico|webp|css|js|html?)$")
_PRIVATE_KEY = re.compile(
    r"-----\s?BEGIN[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?\s?-----(?:(?!-----)[\s\S]){0,2000"
    r"0}(?:-----\s?END[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?\s?-----)?"
    r"|PuTTY-User-Key-File-[23]:[\s\S]{0,4000}?Private-MAC: [0-9a-f]{40,64}"
)


def find(page: Page) -> Iterator[Candidate]:
    """Propose every key of a known format, and private keys."""
    text = page.text
    if "PRIVATE KEY" in text or "PuTTY" in text:
        for match in _PRIVATE_KEY.finditer(text):
            yield Candidate(*match.span(), "private_key", 0.99, "prefix", "PEM")
    for token in _TOKEN.finditer(text):
        yield from _keys(text, *token.span())


def _keys(text: str, start: int, end: int) -> Iterator[Candidate]:
    for match in _PATTERN.finditer(text, start, end):
        service, _, least = _FORMATS[int((match.lastgroup or "f0")[1:])]
        value = match.group()
        if _FILE.search(value):
            continue
        if stands_in(value) or entropy(value) < least:
            continue
        if service in _LOOSE and not any(map(str.isdigit, value)) and entropy(value) < 3.9:
            continue
        yield Candidate(*match.span(), "api_key", 0.97, "prefix", service)
